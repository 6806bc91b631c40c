/*
 * look - the screen of an agent is looked at, and what waited for that goes on:
 * see parts.h
 *
 * EFFECT_LOOK_AT_SCREEN begins a look, EVENT_SCREEN_SEEN ends it. Texts wait for
 * a look, for what a dialog on the screen would take for its answer is held back.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "policy/backoff.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/keepers.h"
#include "supervisor/sense/attention/parts.h"

#define PAUSE_MAX_MS 16000

bool waiter_has_screens(const struct waiter *waiter)
{
	const struct profile *profile = config_profile(
		waiter->attention->turn->config, waiter->profile);

	for (size_t i = 0; profile && i < profile->attention_count; i++)
		if (profile->attention[i].screen_count)
			return true;
	return false;
}

/* Where its screen is. */
static struct effect screen_effect(
	const struct waiter *waiter, enum effect_kind kind)
{
	return (struct effect){ .kind = kind,
		.task = waiter->task,
		.run = waiter->run,
		.text = mem_copy(waiter->profile),
		.number = waiter->keeper };
}

/* --- texts ----------------------------------------------------------------- */

static void hand_text(const struct waiter *waiter, struct effect *effect)
{
	bool dialog = waiter &&
		      (waiter->coming || waiter->told_for == ATTENTION_DIALOG);
	bool one_key = dialog && (waiter->coming ? waiter->hook.no_enter
						 : waiter->told_key);

	effect->kind = EFFECT_HAND_TEXT;
	effect->hold = dialog && !effect->answers;
	effect->typed_as_keys = dialog && effect->answers;
	effect->no_enter = one_key && effect->answers;
}

void waiter_hand_texts(struct waiter *waiter)
{
	struct held_text *text = waiter->texts;

	waiter->texts = NULL;
	while (text) {
		struct held_text *next = text->next;

		hand_text(waiter, &text->effect);
		turn_emit(waiter->attention->turn, &text->effect);
		free(text);
		text = next;
	}
}

void attention_send_text(
	struct attention_watch *attention, struct effect *effect)
{
	struct waiter *waiter =
		waiter_find(attention, effect->task, effect->run);
	struct held_text **at = waiter ? &waiter->texts : NULL;
	struct effect taken = *effect;

	*effect = (struct effect){ 0 };
	if (!waiter || taken.answers || !waiter_has_screens(waiter)) {
		hand_text(waiter, &taken);
		turn_emit(attention->turn, &taken);
		return;
	}
	while (*at)
		at = &(*at)->next;
	*at = mem_alloc(sizeof(**at));
	(*at)->effect = taken;
	waiter_look(waiter);
}

/*
 * A dialog often has another one behind it. What is to be typed waits until it
 * would have opened, for the Enter behind a text would answer it.
 */
void waiter_release_soon(struct waiter *waiter)
{
	const struct turn *turn = waiter->attention->turn;

	waiter->release_ms = turn->now_ms + turn->config->screen_settle_ms;
}

void waiter_keep_held(struct waiter *waiter)
{
	waiter->release_ms = 0;
	waiter->releasing = false;
}

/* The screen was just looked at. */
static void release_if_due(struct waiter *waiter)
{
	/* One more look is to come, which began after it was due. */
	if (!waiter->releasing || waiter->coming || waiter->again)
		return;
	waiter->releasing = false;
	turn_emit_task(
		waiter->attention->turn, EFFECT_RELEASE_TEXTS, waiter->task);
}

/* --- the profile's answer to a dialog --------------------------------------- */

/* The row is committed before the answer is typed: no later leader types it
 * again. */
static void note_dialog_answer(
	const struct waiter *waiter, const struct attention_rule *row)
{
	struct turn *turn = waiter->attention->turn;
	const struct dialog dialog = { .task = waiter->task,
		.run = waiter->run,
		.time_ms = turn->now_ms,
		.what = waiter->screen.what };
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;
	cJSON *data;

	if (store_save_dialog(turn->store, &dialog, &err) < 0 ||
		store_get_task(turn->store, waiter->task, &task, &err) < 0) {
		log_err(&err);
		return;
	}
	data = cJSON_CreateObject();
	json_add_text(data, "what", waiter->screen.what);
	json_add_list(data, "keys", &row->answer);
	journal(turn, JOURNAL_ANSWERED, &task, waiter->run, data);
	task_clear(&task);
}

/* The screen shows no dialog: the next one may be answered. */
static void forget_dialog_answer(struct waiter *waiter)
{
	struct err err = ERR_INIT;

	if (waiter->typed != TYPED_NOTHING &&
		store_remove_dialog(
			waiter->attention->turn->store, waiter->task, &err) < 0)
		log_err(&err);
	waiter->typed = TYPED_NOTHING;
}

/* The profile's answer is typed once; a dialog that stays open in spite of that
 * is left to a person. */
static void answer_dialog(
	struct waiter *waiter, const struct attention_rule *row)
{
	struct turn *turn = waiter->attention->turn;
	struct effect effect = screen_effect(waiter, EFFECT_TYPE_KEYS);

	waiter->typed = TYPED_JUST_NOW;
	note_dialog_answer(waiter, row);
	argv_add_all(&effect.keys, row->answer.items);
	turn_emit(turn, &effect);
	waiter->look_ms = turn->now_ms + 2 * WAITER_PAUSE_MS;
}

/* --- looks ----------------------------------------------------------------- */

/* While a dialog stays open and its screen moves: later and later. */
static void go_on_looking(struct waiter *waiter)
{
	const struct turn *turn = waiter->attention->turn;
	bool dialog = waiter->told_for == ATTENTION_DIALOG;
	char id[RUN_ID_SIZE];

	if (!dialog || waiter->still || waiter->fd < 0) {
		waiter->pause_ms = WAITER_PAUSE_MS;
		return;
	}
	waiter->pause_ms = backoff_next(waiter->pause_ms, PAUSE_MAX_MS);
	keeper_follow_on(turn->host, waiter->fd,
		run_id(id, waiter->task, waiter->run),
		turn->config->screen_settle_ms);
}

/* `row`: what the screen matches; NULL: nothing. `known`: it could be seen. */
static void looked(struct waiter *waiter, bool known,
	const struct attention_rule *row, int64_t began_ms)
{
	bool dialog = row && row->what_for == ATTENTION_DIALOG;

	waiter->looking = false;
	if (known) {
		awaited_set(
			&waiter->screen, row, row ? row->what : NULL, began_ms);
		if (!dialog)
			forget_dialog_answer(waiter);
		else if (waiter->typed == TYPED_JUST_NOW)
			waiter->typed = TYPED_IN_VAIN;
		else if (row->answer.count && waiter->typed == TYPED_NOTHING)
			answer_dialog(waiter, row);
	} else {
		waiter->screen.time_ms = waiter->attention->turn->now_ms;
	}
	waiter_judge(waiter);
	release_if_due(waiter);
	waiter_hand_texts(waiter);
	go_on_looking(waiter);
	if (waiter->again)
		waiter_look(waiter);
}

void waiter_look(struct waiter *waiter)
{
	struct effect effect;

	waiter->again = waiter->looking;
	if (waiter->looking)
		return;
	waiter->looking = true;
	if (!waiter_has_screens(waiter)) {
		looked(waiter, false, NULL, 0);
		return;
	}
	effect = screen_effect(waiter, EFFECT_LOOK_AT_SCREEN);
	turn_emit(waiter->attention->turn, &effect);
}

/* What act/screen.c wrote; the words are the answer's. */
static bool read_row(struct attention_rule *row, const cJSON *answer)
{
	const char *word = json_text(answer, "for");

	*row = (struct attention_rule){ 0 };
	if (!word)
		return false;
	row->what_for = (enum attention)attention_from_name(word);
	row->source = (enum attention_source)json_number(answer, "source", 0);
	row->what = (char *)json_text(answer, "what");
	row->verdict = (enum verdict)json_number(answer, "verdict", 0);
	row->no_enter = json_bool(answer, "no_enter");
	json_get_list(answer, "answer", &row->answer, NULL, NULL);
	return true;
}

void attention_screen_seen(
	struct attention_watch *attention, const struct event *event)
{
	struct waiter *waiter = waiter_find(attention, event->task, event->run);
	struct attention_rule row = { 0 };
	bool matches;

	if (!waiter)
		return;
	matches = event->answer && read_row(&row, event->answer);
	looked(waiter, event->answer != NULL, matches ? &row : NULL,
		event->number);
	argv_clear(&row.answer);
}
