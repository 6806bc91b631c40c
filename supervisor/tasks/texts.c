/*
 * texts - words for an agent: see texts.h
 */
#include "supervisor/tasks/texts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/kv.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "supervisor/core/journal.h"
#include "supervisor/sense/attention/attention_watch.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/state_table.h"

/* Maximum length of the words in the event that tells of their end. */
#define WORDS_COLUMNS 200

static bool agent_reads_terminal(
	const struct daemon *daemon, const struct task *task)
{
	const struct profile *profile =
		config_profile(&daemon->config, task->profile);

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

bool texts_wait_for_next_run(
	const struct daemon *daemon, const struct task *task)
{
	if (!task->runs)
		return false;
	switch (task->state) {
	case STATE_QUEUED:
	case STATE_BACKOFF:
	case STATE_PARKED:
		return next_run_is_told(task) && !act_is_unpublished(task);
	case STATE_STARTING:
		return task->keep_alive ||
		       (next_run_is_told(task) &&
			       !agent_reads_terminal(daemon, task));
	case STATE_VERIFYING:
		return task->keep_alive || task->started_ms;
	case STATE_RUNNING:
	case STATE_WAITING:
		return task_is_between_runs(task) ||
		       !agent_reads_terminal(daemon, task);
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

/* The next run's continuation has all reviews of the run before. */
static int words_keep(struct daemon *daemon, const struct task *task,
	const char *by, const char *words, struct err *err)
{
	struct review review = { .task = task->id,
		.run = task->runs,
		.time_ms = clock_wall_ms(),
		.what = REVIEW_SAID };
	cJSON *data;
	int rc;

	review.by = mem_copy(by ? by : "somebody");
	review.text = mem_copy(words);
	rc = store_add_review(daemon->store, &review, err);
	if (rc == 0) {
		data = cJSON_CreateObject();
		json_add_text(data, "what", review_what_name(review.what));
		json_add_text(data, "by", review.by);
		json_add_text(data, "text", review.text);
		journal(daemon, JOURNAL_REVIEW, task, review.run, data);
	}
	review_clear(&review);
	return rc;
}

int texts_tell_next_run(struct daemon *daemon, const struct task *task,
	const char *by, const char *words, struct err *err)
{
	int rc;

	if (strlen(words) > REVIEW_MAX_BYTES)
		return err_set(err, EXIT_WRONG_USE,
			"cannot send to '%s': more than %zu bytes", task->name,
			REVIEW_MAX_BYTES);
	rc = words_keep(daemon, task, by, words, err);
	if (rc == 0 && task->state == STATE_BACKOFF &&
		act_is_between_turns(task))
		rc = step(daemon, task->id, STEP_DUE, NULL, err);
	return rc;
}

/* A text that its keeper has not taken yet. */
struct handover {
	struct daemon *daemon;
	struct text text;
	bool answers;
	keeper_answer_fn *fn;
	void *arg;
};

static void handover_free(struct handover *handover)
{
	text_clear(&handover->text);
	free(handover);
}

static bool run_is_over(struct daemon *daemon, const struct text *text)
{
	struct run run = RUN_INIT;
	bool over = store_get_run(daemon->store, text->task, text->run, &run,
			    NULL) == 0 &&
		    run.judged;

	run_clear(&run);
	return over;
}

/* The words are in the event only where they have to wait: what was typed at
 * once is in the transcript. */
static void journal_send(struct daemon *daemon, const struct task *task,
	const struct text *text, const char *why)
{
	bool queued = text->state == TEXT_QUEUED;
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "by", text->by);
	json_add_bool(data, "queued", queued);
	json_add_text(data, "why", why);
	json_add_number(data, "number", text->number);
	json_add_text(data, "text", queued ? text->words : NULL);
	journal(daemon, JOURNAL_SEND, task, text->run, data);
}

/* The keeper has taken the text. The keeper's copy goes with the run, the row
 * stays. */
static void text_store(struct daemon *daemon, const struct text *text,
	const char *bytes, size_t len)
{
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(daemon->store, text->task, &task, &err) < 0 ||
		store_save_text(daemon->store, text, &err) < 0) {
		log_err(&err);
		goto out;
	}
	journal_send(daemon, &task, text, kv_get(bytes, len, "why"));
	/* The run may have ended before the keeper's answer was read. */
	if (text->state == TEXT_QUEUED && run_is_over(daemon, text))
		texts_end(daemon, task.id, text->run,
			!state_is_at_rest(task.state));
out:
	task_clear(&task);
}

static void handover_answered(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	struct handover *handover = arg;
	struct text *text = &handover->text;

	if (len && !kv_get(bytes, len, "error") && !handover->answers) {
		text->number = kv_get_number(bytes, len, "number", 0);
		text->time_ms = clock_wall_ms();
		text->state = kv_get_number(bytes, len, "queued", 0)
				      ? TEXT_QUEUED
				      : TEXT_TYPED;
		text_store(daemon, text, bytes, len);
	}
	handover->fn(handover->arg, daemon, bytes, len);
	handover_free(handover);
}

static void handover_send(void *arg, struct daemon *daemon)
{
	struct handover *handover = arg;
	const struct text *text = &handover->text;
	bool answers = handover->answers;
	enum waits_now now = waits_now(daemon, text->task);
	bool dialog = now == WAITS_DIALOG || now == WAITS_DIALOG_KEY;
	struct send_how how = { .hold = dialog && !answers,
		.keys = dialog && answers,
		.no_enter = now == WAITS_DIALOG_KEY && answers };
	struct task task = TASK_INIT;

	if (store_get_task(daemon->store, text->task, &task, NULL) == 0 &&
		task.runs == text->run)
		keeper_send(daemon, &task, text->words, &how, handover_answered,
			handover);
	else
		handover_answered(handover, daemon, NULL, 0);
	task_clear(&task);
}

void texts_send(struct daemon *daemon, const struct task *task,
	const char *words, const char *by, bool answers, keeper_answer_fn *fn,
	void *arg)
{
	struct handover *handover = mem_alloc(sizeof(*handover));

	*handover = (struct handover){ .daemon = daemon,
		.text = { .task = task->id,
			.run = task->runs,
			.by = mem_copy(by),
			.words = mem_copy(words) },
		.answers = answers,
		.fn = fn,
		.arg = arg };
	if (answers)
		handover_send(handover, daemon);
	else
		waits_look(daemon, task->id, handover_send, handover);
}

/* The texts of a run that are not typed yet, and their task. */
static int queued_read(struct daemon *daemon, int64_t id, int64_t run,
	struct text_list *texts, struct task *task)
{
	struct err err = ERR_INIT;
	int rc = store_list_queued_texts(daemon->store, id, run, texts, &err);

	/* Most runs have none. */
	if (rc == 0 && texts->count)
		rc = store_get_task(daemon->store, id, task, &err);
	if (rc < 0) {
		log_err(&err);
		text_list_clear(texts);
	}
	return rc;
}

/* The row first: a text is told as typed, kept or lost once. */
static bool text_settle(
	struct daemon *daemon, struct text *text, enum text_state state)
{
	struct err err = ERR_INIT;

	text->state = state;
	if (store_save_text(daemon->store, text, &err) == 0)
		return true;
	log_err(&err);
	return false;
}

void texts_typed(
	struct daemon *daemon, int64_t task_id, int64_t run, int64_t typed)
{
	struct text_list texts = { 0 };
	struct task task = TASK_INIT;
	cJSON *data;

	queued_read(daemon, task_id, run, &texts, &task);
	for (size_t i = 0; i < texts.count; i++) {
		struct text *text = &texts.items[i];

		if (text->number > typed ||
			!text_settle(daemon, text, TEXT_TYPED))
			continue;
		data = cJSON_CreateObject();
		json_add_number(data, "number", text->number);
		journal(daemon, JOURNAL_SENT, &task, run, data);
	}
	task_clear(&task);
	text_list_clear(&texts);
}

bool texts_are_queued(struct daemon *daemon, int64_t task, int64_t run)
{
	struct text_list texts = { 0 };
	struct err err = ERR_INIT;
	bool queued;

	if (store_list_queued_texts(daemon->store, task, run, &texts, &err) < 0)
		log_err(&err);
	queued = texts.count > 0;
	text_list_clear(&texts);
	return queued;
}

static void journal_untyped(
	struct daemon *daemon, const struct task *task, const struct text *text)
{
	bool kept = text->state == TEXT_KEPT;
	char *line = text_one_line(text->words, WORDS_COLUMNS);
	cJSON *data = cJSON_CreateObject();

	json_add_number(data, "number", text->number);
	json_add_text(data, "why",
		kept ? "its run ended before: the next begins with it"
		     : "its run ended before");
	json_add_text(data, "text", line);
	journal(daemon, kept ? JOURNAL_SEND_KEPT : JOURNAL_SEND_LOST, task,
		text->run, data);
	free(line);
}

void texts_end(
	struct daemon *daemon, int64_t task_id, int64_t run, bool goes_on)
{
	struct text_list texts = { 0 };
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	queued_read(daemon, task_id, run, &texts, &task);
	for (size_t i = 0; i < texts.count; i++) {
		struct text *text = &texts.items[i];
		bool kept = goes_on && words_keep(daemon, &task, text->by,
					       text->words, &err) == 0;

		if (goes_on && !kept)
			log_err(&err);
		if (text_settle(daemon, text, kept ? TEXT_KEPT : TEXT_LOST))
			journal_untyped(daemon, &task, text);
	}
	task_clear(&task);
	text_list_clear(&texts);
}
