/*
 * judge - what comes of all that tells that an agent waits: see parts.h
 */
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "supervisor/sense/attention/parts.h"

#define GLIMPSE_MS 300

static bool says_done(const struct waiter *waiter)
{
	const struct host *host = waiter->attention->turn->host;
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	bool done = checkpoint_read(&checkpoint, host->checkpoints,
			    waiter->agent, NULL) == 0 &&
		    checkpoint.status == CHECKPOINT_DONE &&
		    checkpoint_is_since(&checkpoint, waiter->started_ms);

	checkpoint_clear(&checkpoint);
	return done;
}

/*
 * The turn of an agent is over, many times in its life: told only once it has
 * been still for as long as an agent that is done is given, and then until it
 * works again.
 */
static bool is_turn_to_tell(struct waiter *waiter)
{
	const struct turn *turn = waiter->attention->turn;
	int64_t at_ms = waiter->output_ms + turn->config->turn_end_after_ms;

	if (!waiter->turns)
		return false;
	if (waiter->told_for == ATTENTION_PROMPT)
		return true;
	if (!waiter->still || says_done(waiter))
		return false;
	if (at_ms <= turn->now_ms)
		return true;
	waiter->look_ms = at_ms;
	return false;
}

static void waiter_remember(struct waiter *waiter, enum attention what_for,
	const struct awaited *awaited)
{
	waiter->told = true;
	waiter->told_for = what_for;
	waiter->told_key = awaited->no_enter;
	waiter->told_identity = awaited->identity;
}

static bool is_news(const struct waiter *waiter, enum attention what_for,
	const struct awaited *awaited)
{
	return !waiter->told || waiter->told_for != what_for ||
	       (what_for && waiter->told_identity != awaited->identity);
}

/* What it is told comes before what its keeper is told: an answer is typed for
 * the dialog that people see. */
static void waiter_tell(struct waiter *waiter, enum attention what_for,
	const struct awaited *awaited)
{
	struct turn *turn = waiter->attention->turn;
	bool was_dialog = waiter->told_for == ATTENTION_DIALOG;
	bool may_be_held = !waiter->told || was_dialog;

	waiter_remember(waiter, what_for, awaited);
	turn_post(turn, &(struct event){ .kind = EVENT_ATTENTION,
				.task = waiter->task,
				.run = waiter->run,
				.waiting_for = what_for,
				.source = awaited->source,
				.secret = awaited->secret,
				.number = awaited->identity,
				.text = mem_copy(awaited->what) });
	if (was_dialog)
		turn_emit_task(turn, EFFECT_CLOSE_DIALOG, waiter->task);
	if (what_for == ATTENTION_DIALOG) {
		turn_emit_task(turn, EFFECT_OPEN_DIALOG, waiter->task);
		waiter_keep_held(waiter);
	} else if (was_dialog) {
		waiter_release_soon(waiter);
	} else if (may_be_held && !waiter->release_ms && !waiter->releasing) {
		turn_emit_task(turn, EFFECT_RELEASE_TEXTS, waiter->task);
	}
}

/* The screen has the last word on a dialog that no hook tells the end of. */
static void look_when_painted(struct waiter *waiter)
{
	int64_t at_ms = waiter->hook.time_ms + AWAITED_PAINTED_MS + 1;

	if (waiter->status.known || !waiter->screen.known ||
		waiter->screen.time_ms < waiter->hook.time_ms ||
		waiter->screen.time_ms >= at_ms ||
		waiter->screen.what_for == ATTENTION_DIALOG)
		return;
	waiter->look_ms = at_ms;
}

/*
 * A hook tells of a dialog before it is open, and another hook may yet answer
 * it. So it is told of once it can be seen, or could have been.
 */
static bool is_coming(struct waiter *waiter)
{
	int64_t now_ms = waiter->attention->turn->now_ms;
	int64_t at_ms = waiter->hook.time_ms + AWAITED_PAINTED_MS + 1;
	bool is_seen = waiter->screen.known &&
		       waiter->screen.what_for == ATTENTION_DIALOG &&
		       waiter->screen.time_ms >= waiter->hook.time_ms;

	if (waiter->status.known || is_seen || now_ms >= at_ms ||
		waiter->told_for == ATTENTION_DIALOG)
		return false;
	waiter->look_ms =
		now_ms + GLIMPSE_MS < at_ms ? now_ms + GLIMPSE_MS : at_ms;
	return true;
}

/* One of two tools has come to its end; is the other one's dialog open? */
static bool is_to_confirm(
	const struct waiter *waiter, const struct awaited *awaited)
{
	return waiter->told_for == ATTENTION_DIALOG &&
	       awaited == &waiter->hook &&
	       awaited->what_for != ATTENTION_DIALOG &&
	       waiter->screen.time_ms < waiter->hook.time_ms &&
	       waiter_has_screens(waiter);
}

/* After a start of reeved a screen has to be seen first. */
static bool is_known(const struct waiter *waiter, const struct awaited *awaited)
{
	return awaited->known &&
	       (awaited->what_for != ATTENTION_NOTHING || waiter->told ||
		       waiter->screen.known || waiter->status.known);
}

void waiter_judge(struct waiter *waiter)
{
	const struct awaited *awaited;
	enum attention what_for;

	waiter->coming = false;
	waiter_read_status(waiter);
	awaited =
		awaited_judge(&waiter->hook, &waiter->status, &waiter->screen);
	what_for = awaited->what_for;
	if (awaited == &waiter->hook && what_for == ATTENTION_DIALOG) {
		look_when_painted(waiter);
		waiter->coming = is_coming(waiter);
	}
	if (waiter->coming || !is_known(waiter, awaited))
		return;
	if (is_to_confirm(waiter, awaited)) {
		waiter_look(waiter);
		return;
	}
	if (what_for == ATTENTION_PROMPT && !is_turn_to_tell(waiter))
		what_for = ATTENTION_NOTHING;
	if (what_for == ATTENTION_PROMPT && awaited->verdict) {
		waiter_fail_turn(waiter, awaited);
		return;
	}
	if (what_for == ATTENTION_PROMPT && waiter->keep_alive &&
		awaited->turn_over && !waiter_end_turn(waiter))
		what_for = ATTENTION_NOTHING;
	if (waiter->typed == TYPED_JUST_NOW && what_for == ATTENTION_DIALOG &&
		awaited == &waiter->screen)
		return;
	if (is_news(waiter, what_for, awaited))
		waiter_tell(waiter, what_for, awaited);
}
