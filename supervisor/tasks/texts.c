/*
 * texts - words for an agent: see texts.h
 */
#include "supervisor/tasks/texts.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/said.h"

/* Maximum length of the words in the line that tells of their end. */
#define WORDS_COLUMNS 200

/* --- when a text is told ----------------------------------------------------- */

static bool agent_reads_terminal(
	const struct turn *turn, const struct task *task)
{
	const struct profile *profile =
		config_profile(turn->config, task->profile);

	return task->interactive ||
	       (profile && profile->stdin_headless == STDIN_TERMINAL);
}

/* A person asked for another run: the one that goes is being ended for that. */
static bool task_is_between_runs(const struct task *task)
{
	return task->wanted == WANTED_RESTART ||
	       task->wanted == WANTED_REASSIGN || task->wanted == WANTED_RESUME;
}

/* The first run of a task is told its prompt and nothing else. */
static bool next_run_is_told(const struct task *task)
{
	return task->keep_alive || task->mode != RUN_START;
}

bool texts_wait_for_next_run(struct turn *turn, const struct task *task)
{
	if (!task->runs)
		return false;
	switch (task->state) {
	case STATE_QUEUED:
	case STATE_BACKOFF:
	case STATE_PARKED:
		return next_run_is_told(task) && !task_is_unpublished(task);
	case STATE_STARTING:
		return task->keep_alive ||
		       (next_run_is_told(task) &&
			       !agent_reads_terminal(turn, task));
	case STATE_VERIFYING:
		return task->keep_alive || task->started_ms;
	case STATE_RUNNING:
	case STATE_WAITING:
		return task_is_between_runs(task) ||
		       !agent_reads_terminal(turn, task);
	default:
		return false;
	}
}

const char *texts_told_when(const struct task *task)
{
	if (task->state == STATE_RUNNING && !task_is_between_runs(task))
		return "it reads nothing while it runs: its next turn begins "
		       "with it";
	return task->keep_alive ? "its next turn begins with it"
				: "its next run begins with it";
}

/* --- rows ------------------------------------------------------------------- */

static bool run_is_over(struct turn *turn, int64_t task, int64_t number)
{
	struct run run = RUN_INIT;
	bool over = store_get_run(turn->store, task, number, &run, NULL) == 0 &&
		    run.judged;

	run_clear(&run);
	return over;
}

/* The words are in the line only where they have to wait: what was typed at
 * once is in the transcript. */
static void journal_send(struct turn *turn, const struct task *task,
	const struct text *text, const char *why)
{
	bool queued = text->state == TEXT_QUEUED;
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "by", text->by);
	json_add_bool(data, "queued", queued);
	json_add_text(data, "why", why);
	json_add_number(data, "number", text->number);
	json_add_text(data, "text", queued ? text->words : NULL);
	journal(turn, JOURNAL_SEND, task, text->run, data);
}

int texts_add(struct turn *turn, const struct task *task,
	const struct text *text, const char *why, struct err *err)
{
	if (store_save_text(turn->store, text, err) < 0)
		return -1;
	journal_send(turn, task, text, why);
	/* The run may have ended before the keeper's answer was read. */
	if (text->state == TEXT_QUEUED &&
		run_is_over(turn, task->id, text->run))
		texts_end(
			turn, task, text->run, !state_is_at_rest(task->state));
	return 0;
}

/* The texts of a run that are not typed yet: most runs have none. */
static struct text_list queued_read(
	struct turn *turn, int64_t task, int64_t run)
{
	struct text_list texts = { 0 };
	struct err err = ERR_INIT;

	if (store_list_queued_texts(turn->store, task, run, &texts, &err) < 0) {
		log_err(&err);
		text_list_clear(&texts);
	}
	return texts;
}

/* The row first: a text is told as typed, kept or lost once. */
static bool text_settle(
	struct turn *turn, struct text *text, enum text_state state)
{
	struct err err = ERR_INIT;

	text->state = state;
	if (store_save_text(turn->store, text, &err) == 0)
		return true;
	log_err(&err);
	return false;
}

void texts_typed(
	struct turn *turn, const struct task *task, int64_t run, int64_t typed)
{
	struct text_list texts = queued_read(turn, task->id, run);
	cJSON *data;

	for (size_t i = 0; i < texts.count; i++) {
		struct text *text = &texts.items[i];

		if (text->number > typed ||
			!text_settle(turn, text, TEXT_TYPED))
			continue;
		data = cJSON_CreateObject();
		json_add_number(data, "number", text->number);
		journal(turn, JOURNAL_SENT, task, run, data);
	}
	text_list_clear(&texts);
}

bool texts_are_queued(struct turn *turn, int64_t task, int64_t run)
{
	struct text_list texts = queued_read(turn, task, run);
	bool queued = texts.count > 0;

	text_list_clear(&texts);
	return queued;
}

static void journal_untyped(
	struct turn *turn, const struct task *task, const struct text *text)
{
	bool kept = text->state == TEXT_KEPT;
	char *line = text_one_line(text->words, WORDS_COLUMNS);
	cJSON *data = cJSON_CreateObject();

	json_add_number(data, "number", text->number);
	json_add_text(data, "why",
		kept ? "its run ended before: the next begins with it"
		     : "its run ended before");
	json_add_text(data, "text", line);
	journal(turn, kept ? JOURNAL_SEND_KEPT : JOURNAL_SEND_LOST, task,
		text->run, data);
	free(line);
}

static bool text_keep(
	struct turn *turn, const struct task *task, const struct text *text)
{
	struct err err = ERR_INIT;

	if (said_add(turn, task, REVIEW_SAID, text->by ? text->by : "somebody",
		    text->words, &err) == 0)
		return true;
	log_err(&err);
	return false;
}

void texts_end(
	struct turn *turn, const struct task *task, int64_t run, bool goes_on)
{
	struct text_list texts = queued_read(turn, task->id, run);

	for (size_t i = 0; i < texts.count; i++) {
		struct text *text = &texts.items[i];
		bool kept = goes_on && text_keep(turn, task, text);

		if (text_settle(turn, text, kept ? TEXT_KEPT : TEXT_LOST))
			journal_untyped(turn, task, text);
	}
	text_list_clear(&texts);
}
