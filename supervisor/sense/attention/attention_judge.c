/*
 * attention_judge - what comes of all that tells that an agent waits: see attention_watch.h
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "policy/backoff.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/keepers.h"
#include "supervisor/act/screen.h"
#include "supervisor/tasks/state_table.h"
#include "supervisor/sense/attention/attention_parts.h"

#define GLIMPSE_MS   300
#define PAUSE_MAX_MS 16000

static bool says_done(const struct daemon *daemon, const struct wait *wait)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	bool done = checkpoint_read(&checkpoint, daemon->checkpoints,
			    wait->agent, NULL) == 0 &&
		    checkpoint.status == CHECKPOINT_DONE &&
		    checkpoint_is_since(&checkpoint, wait->started_ms);

	checkpoint_clear(&checkpoint);
	return done;
}

/*
 * The turn of an agent is over, many times in its life: told only once it has
 * been still for as long as an agent that is done is given, and then until it
 * works again.
 */
static bool is_turn_to_tell(struct waits *waits, struct wait *wait)
{
	int64_t at_ms =
		wait->output_ms + waits->daemon->config.turn_end_after_ms;

	if (!wait->turns)
		return false;
	if (wait->told_for == ATTENTION_PROMPT)
		return true;
	if (!wait->still || says_done(waits->daemon, wait))
		return false;
	if (at_ms <= clock_wall_ms())
		return true;
	wait->look_ms = at_ms;
	wait_set_timer(waits);
	return false;
}

static void remember(struct wait *wait, enum attention what_for,
	const struct awaited *awaited)
{
	wait->told = true;
	wait->told_for = what_for;
	wait->told_key = awaited->no_enter;
	wait->told_identity = awaited->identity;
}

static bool is_news(const struct wait *wait, enum attention what_for,
	const struct awaited *awaited)
{
	return !wait->told || wait->told_for != what_for ||
	       (what_for && wait->told_identity != awaited->identity);
}

static void tell(struct waits *waits, struct wait *wait,
	enum attention what_for, const struct awaited *awaited)
{
	struct awaits awaits = { what_for, awaited->what, awaited->source,
		awaited->identity, awaited->secret };
	struct step details = { .awaits = &awaits };
	bool was_dialog = wait->told_for == ATTENTION_DIALOG;
	bool may_be_held = !wait->told || was_dialog;
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	remember(wait, what_for, awaited);
	if (store_get_task(waits->daemon->store, wait->task, &task, &err) < 0 ||
		(task.runs == wait->run &&
			step(waits->daemon, wait->task, STEP_AWAITS, &details,
				&err) < 0)) {
		log_err(&err);
		wait->told = false;
	}
	if (task.id && was_dialog)
		keeper_answered(waits->daemon, &task);
	if (task.id && what_for == ATTENTION_DIALOG)
		keeper_asks(waits->daemon, &task);
	if (what_for == ATTENTION_DIALOG)
		wait_keep_held(wait);
	else if (task.id && was_dialog)
		wait_release_soon(waits, wait);
	else if (task.id && may_be_held && !wait->release_ms &&
		 !wait->releasing)
		keeper_release(waits->daemon, &task);
	task_clear(&task);
}

/* The screen has the last word on a dialog that no hook tells the end of. */
static void look_when_painted(struct waits *waits, struct wait *wait)
{
	int64_t at_ms = wait->hook.time_ms + AWAITED_PAINTED_MS + 1;

	if (wait->status.known || !wait->screen.known ||
		wait->screen.time_ms < wait->hook.time_ms ||
		wait->screen.time_ms >= at_ms ||
		wait->screen.what_for == ATTENTION_DIALOG)
		return;
	wait->look_ms = at_ms;
	wait_set_timer(waits);
}

/*
 * A hook tells of a dialog before it is open, and another hook may yet answer
 * it. So it is told of once it can be seen, or could have been.
 */
static bool is_coming(struct waits *waits, struct wait *wait)
{
	int64_t now_ms = clock_wall_ms();
	int64_t at_ms = wait->hook.time_ms + AWAITED_PAINTED_MS + 1;
	bool is_seen = wait->screen.known &&
		       wait->screen.what_for == ATTENTION_DIALOG &&
		       wait->screen.time_ms >= wait->hook.time_ms;

	if (wait->status.known || is_seen || now_ms >= at_ms ||
		wait->told_for == ATTENTION_DIALOG)
		return false;
	wait->look_ms =
		now_ms + GLIMPSE_MS < at_ms ? now_ms + GLIMPSE_MS : at_ms;
	wait_set_timer(waits);
	return true;
}

bool wait_has_screens(const struct daemon *daemon, const char *name)
{
	const struct profile *profile = config_profile(&daemon->config, name);

	for (size_t i = 0; profile && i < profile->attention_count; i++)
		if (profile->attention[i].screen_count)
			return true;
	return false;
}

/* One of two tools has come to its end; is the other one's dialog open? */
static bool is_to_confirm(const struct waits *waits, const struct wait *wait,
	const struct awaited *awaited)
{
	return wait->told_for == ATTENTION_DIALOG && awaited == &wait->hook &&
	       awaited->what_for != ATTENTION_DIALOG &&
	       wait->screen.time_ms < wait->hook.time_ms &&
	       wait_has_screens(waits->daemon, wait->profile);
}

void wait_judge(struct waits *waits, struct wait *wait)
{
	const struct awaited *awaited;
	enum attention what_for;

	wait->coming = false;
	wait_read_status(waits, wait);
	awaited = awaited_judge(&wait->hook, &wait->status, &wait->screen);
	what_for = awaited->what_for;
	if (awaited == &wait->hook && what_for == ATTENTION_DIALOG) {
		look_when_painted(waits, wait);
		wait->coming = is_coming(waits, wait);
	}
	if (wait->coming)
		return;
	/* After a start of reeved a screen has to be seen first. */
	if (!awaited->known ||
		(what_for == ATTENTION_NOTHING && !wait->told &&
			!wait->screen.known && !wait->status.known))
		return;
	if (is_to_confirm(waits, wait, awaited)) {
		wait_look(waits, wait);
		return;
	}
	if (what_for == ATTENTION_PROMPT && !is_turn_to_tell(waits, wait))
		what_for = ATTENTION_NOTHING;
	if (what_for == ATTENTION_PROMPT && awaited->verdict) {
		wait_fail_turn(waits, wait, awaited);
		return;
	}
	if (what_for == ATTENTION_PROMPT && wait->keep_alive &&
		awaited->turn_over && !wait_end_turn(waits, wait))
		what_for = ATTENTION_NOTHING;
	if (wait->typed == TYPED_JUST_NOW && what_for == ATTENTION_DIALOG &&
		awaited == &wait->screen)
		return;
	if (is_news(wait, what_for, awaited))
		tell(waits, wait, what_for, awaited);
}

static struct look_place place_of(const struct wait *wait)
{
	return (struct look_place){ wait->task, wait->run, wait->agent,
		wait->profile, wait->keeper };
}

/* The row is committed before the answer is typed: no later leader types it
 * again. */
static void dialog_note_answer(struct daemon *daemon, const struct wait *wait,
	const struct attention_rule *row)
{
	const struct dialog dialog = { .task = wait->task,
		.run = wait->run,
		.time_ms = clock_wall_ms(),
		.what = wait->screen.what };
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;
	cJSON *data;

	if (store_save_dialog(daemon->store, &dialog, &err) < 0 ||
		store_get_task(daemon->store, wait->task, &task, &err) < 0) {
		log_err(&err);
		return;
	}
	data = cJSON_CreateObject();
	json_add_text(data, "what", wait->screen.what);
	json_add_list(data, "keys", &row->answer);
	journal(daemon, JOURNAL_ANSWERED, &task, wait->run, data);
	task_clear(&task);
}

/* The screen shows no dialog: the next one may be answered. */
static void dialog_forget_answer(struct daemon *daemon, struct wait *wait)
{
	struct err err = ERR_INIT;

	if (wait->typed != TYPED_NOTHING &&
		store_remove_dialog(daemon->store, wait->task, &err) < 0)
		log_err(&err);
	wait->typed = TYPED_NOTHING;
}

/* The profile's answer is typed once; a dialog that stays open in spite of that
 * is left to a person. */
static void dialog_answer(struct waits *waits, struct wait *wait,
	const struct attention_rule *row)
{
	struct daemon *daemon = waits->daemon;
	struct look_place place = place_of(wait);

	wait->typed = TYPED_JUST_NOW;
	dialog_note_answer(daemon, wait, row);
	look_type(daemon, &place, &row->answer);
	wait->look_ms = clock_wall_ms() + 2 * WAIT_PAUSE_MS;
	wait_set_timer(waits);
}

void wait_tell_askers(struct daemon *daemon, struct wait *wait)
{
	struct asker *asker = wait->askers;

	wait->askers = NULL;
	while (asker) {
		struct asker *next = asker->next;

		asker->fn(asker->arg, daemon);
		free(asker);
		asker = next;
	}
}

/* While a dialog stays open and its screen moves: later and later. */
static void go_on_looking(struct waits *waits, struct wait *wait)
{
	bool dialog = wait->told_for == ATTENTION_DIALOG;

	if (!dialog || wait->still || wait->fd < 0) {
		wait->pause_ms = WAIT_PAUSE_MS;
		return;
	}
	wait->pause_ms = backoff_next(wait->pause_ms, PAUSE_MAX_MS);
	keeper_follow_on(waits->daemon, wait->fd, wait->task, wait->run);
}

static void looked(struct daemon *daemon, int64_t task, int64_t run, bool known,
	const struct attention_rule *row, int64_t time_ms)
{
	struct waits *waits = daemon->waits;
	struct wait *wait = wait_find(waits, task, run);
	bool dialog = row && row->what_for == ATTENTION_DIALOG;

	if (!wait)
		return;
	wait->looking = false;
	if (known) {
		awaited_set(
			&wait->screen, row, row ? row->what : NULL, time_ms);
		if (!dialog)
			dialog_forget_answer(daemon, wait);
		else if (wait->typed == TYPED_JUST_NOW)
			wait->typed = TYPED_IN_VAIN;
		else if (row->answer.count && wait->typed == TYPED_NOTHING)
			dialog_answer(waits, wait, row);
	} else {
		wait->screen.time_ms = clock_wall_ms();
	}
	wait_judge(waits, wait);
	wait_release_if_due(waits, wait);
	wait_tell_askers(daemon, wait);
	go_on_looking(waits, wait);
	if (wait->again)
		wait_look(waits, wait);
}

void wait_look(struct waits *waits, struct wait *wait)
{
	struct look_place place = place_of(wait);

	wait->again = wait->looking;
	if (wait->looking)
		return;
	wait->looking = true;
	if (wait_has_screens(waits->daemon, wait->profile))
		look_start(waits->daemon, &place, looked);
	else
		looked(waits->daemon, wait->task, wait->run, false, NULL, 0);
}
