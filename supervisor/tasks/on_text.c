/*
 * on_text - words for the agent: see handlers.h
 *
 * An agent that reads its terminal has the text typed by its keeper; every other
 * one that goes on is told at the start of its next run (texts.h).
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/command.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/handlers.h"
#include "supervisor/tasks/said.h"
#include "supervisor/tasks/texts.h"

/* What the sender is told: it was typed, or what it waits for. */
static void answer_sender(struct turn *turn, const struct event *event,
	bool sent, const char *why)
{
	cJSON *line = cJSON_CreateObject();

	json_add_bool(line, "ok", true);
	json_add_bool(line, "sent", sent);
	json_add_bool(line, "queued", !sent);
	if (!sent)
		json_add_text(line, "why", why);
	turn_emit(turn, &(struct effect){ .kind = EFFECT_ANSWER,
				.reply = reply_hold(event->reply),
				.data = line });
}

/* --- a person sends a text --------------------------------------------------- */

static int refuse_length(const struct task *task, size_t len, struct err *err)
{
	err_set(err, EXIT_WRONG_USE,
		"cannot send to '%s': the text has %zu bytes; the maximum is %d",
		task->name, len, SEND_MAX_BYTES);
	return err_hint(
		err, "put it into a file of its worktree and send its name");
}

/* Nobody is there to hear it, nor will be by itself. */
static int refuse_at_rest(const struct task *task, struct err *err)
{
	static const char *const how[STATES] = {
		[STATE_COMPLETED] = "it is completed",
		[STATE_FAILED] = "it has failed",
		[STATE_ESCALATED] = "it is escalated and waits for a person",
		[STATE_HELD] = "it is on hold",
		[STATE_STOPPED] = "it is stopped",
	};

	err_set(err, EXIT_NO, "cannot send to '%s': %s", task->name,
		how[task->state]);
	if (task->state == STATE_ESCALATED)
		return err_hint(err, "reeve review answer %s TEXT", task->name);
	return err_hint(err, "reeve resume %s, and then send", task->name);
}

static int refuse_state(const struct task *task, struct err *err)
{
	if (state_is_at_rest(task->state))
		return refuse_at_rest(task, err);
	if (task->state == STATE_PUBLISHING ||
		(task->runs && task_is_unpublished(task))) {
		err_set(err, EXIT_NO,
			"cannot send to '%s': its work is done, and is being "
			"published",
			task->name);
		return err_hint(err, "reeve show %s", task->name);
	}
	err_set(err, EXIT_NO, "cannot send to '%s': its %s", task->name,
		task->mode == RUN_START ? "first run has not begun"
					: "next run is just starting");
	return err_hint(
		err, "once reeve show %s says that it runs", task->name);
}

/* The next run is told; a task that waits between two turns goes on. */
static int keep_text(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	if (strlen(event->text) > REVIEW_MAX_BYTES)
		return err_set(err, EXIT_WRONG_USE,
			"cannot send to '%s': more than %zu bytes", task->name,
			REVIEW_MAX_BYTES);
	if (said_add(turn, task, REVIEW_SAID,
		    event->by ? event->by : "somebody", event->text, err) < 0)
		return -1;
	if (task->state == STATE_BACKOFF && task_is_between_turns(task))
		turn_post_task(turn, EVENT_DUE, task->id);
	answer_sender(turn, event, false, texts_told_when(task));
	return (int)task->state;
}

int on_send(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	size_t len = strlen(event->text);

	if (texts_wait_for_next_run(turn, task))
		return keep_text(turn, task, event, err);
	if (len > SEND_MAX_BYTES)
		return refuse_length(task, len, err);
	if (task->state != STATE_RUNNING && task->state != STATE_WAITING)
		return refuse_state(task, err);
	turn_emit(turn, &(struct effect){ .kind = EFFECT_SEND_TEXT,
				.task = task->id,
				.run = task->runs,
				.text = mem_copy(event->text),
				.by = mem_copy(event->by),
				.reply = reply_hold(event->reply) });
	return (int)task->state;
}

/* --- its keeper has answered --------------------------------------------------- */

static int refuse_sent(
	const struct task *task, const char *why, struct err *err)
{
	err_set(err, why ? EXIT_NO : EXIT_TRY_LATER, "cannot send to '%s': %s",
		task->name, why ? why : "its keeper does not answer");
	return err_hint(err, "reeve show %s", task->name);
}

static int text_was_taken(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	bool queued = json_bool(event->answer, "queued");
	const char *why = json_text(event->answer, "why");
	const struct text text = { .task = task->id,
		.run = event->of_run,
		.number = json_number(event->answer, "number", 0),
		.time_ms = turn->now_ms,
		.state = queued ? TEXT_QUEUED : TEXT_TYPED,
		.by = event->by,
		.words = event->text };

	if (texts_add(turn, task, &text, why, err) < 0)
		return -1;
	answer_sender(turn, event, !queued, why);
	return (int)task->state;
}

static void journal_answer(struct turn *turn, const struct task *task,
	const struct event *event, const char *why)
{
	cJSON *data = cJSON_CreateObject();

	json_add_bool(data, "sent", json_bool(event->answer, "sent"));
	json_add_bool(data, "queued", json_bool(event->answer, "queued"));
	json_add_text(data, "why", why);
	journal(turn, JOURNAL_ANSWER, task, task->runs, data);
}

/* An answer that its keeper has taken is stored; what it has not taken was
 * never said. */
static int answer_was_taken(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	const char *words = event->secret
				    ? "(not kept, for a secret was asked for)"
				    : event->text;

	if (said_add(turn, task, REVIEW_ANSWER, event->by, words, err) < 0)
		return -1;
	journal_answer(turn, task, event, NULL);
	turn_emit(turn, &(struct effect){ .kind = EFFECT_ANSWER_TASK,
				.task = task->id,
				.reply = reply_hold(event->reply) });
	return (int)task->state;
}

static int refuse_answer(struct turn *turn, const struct task *task,
	const struct event *event, const char *why, struct err *err)
{
	if (!why)
		why = "its keeper does not answer";
	journal_answer(turn, task, event, why);
	err_set(err, EXIT_NO, "cannot answer '%s': %s", task->name, why);
	return err_hint(err, "reeve show %s", task->name);
}

int on_text_taken(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	const char *why = json_text(event->answer, "error");
	bool taken = event->answer && !why;

	if (event->answers)
		return taken ? answer_was_taken(turn, task, event, err)
			     : refuse_answer(turn, task, event, why, err);
	return taken ? text_was_taken(turn, task, event, err)
		     : refuse_sent(task, why, err);
}

int on_text_typed(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)err;
	texts_typed(turn, task, task->runs, event->number);
	return (int)task->state;
}
