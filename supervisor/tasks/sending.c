/*
 * sending - text for an agent, on its way: see sending.h
 */
#include "supervisor/tasks/sending.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/kv.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/messages.h"
#include "supervisor/sense/attention/attention_watch.h"

/* Of events: a text is sent, and what became of it. */
#define KINDS "sen[dt]*"

/* Of a text in the event that tells what became of it. */
#define TEXT_COLUMNS 200

struct sending {
	struct daemon *daemon;
	int64_t task, run;
	char *text, *by;
	bool answers;
	keeper_answer_fn *fn;
	void *arg;
};

static void sending_free(struct sending *sending)
{
	free(sending->text);
	free(sending->by);
	free(sending);
}

static bool run_is_over(const struct sending *sending)
{
	struct run run = RUN_INIT;
	bool over = store_get_run(sending->daemon->store, sending->task,
			    sending->run, &run, NULL) == 0 &&
		    run.judged;

	run_clear(&run);
	return over;
}

static void note(struct sending *sending, const char *bytes, size_t len)
{
	struct daemon *daemon = sending->daemon;
	bool queued = kv_get_number(bytes, len, "queued", 0) != 0;
	struct task task = TASK_INIT;
	cJSON *data;

	if (store_get_task(daemon->store, sending->task, &task, NULL) < 0)
		return;
	data = cJSON_CreateObject();
	json_add_text(data, "by", sending->by);
	json_add_bool(data, "queued", queued);
	json_add_text(data, "why", kv_get(bytes, len, "why"));
	json_add_number(data, "number", kv_get_number(bytes, len, "number", 0));
	/* The keeper's copy goes with the run. */
	json_add_text(data, "text", queued ? sending->text : NULL);
	journal(daemon, JOURNAL_SEND, &task, sending->run, data);
	/* Its end was faster than this answer. */
	if (queued && run_is_over(sending))
		sending_end(daemon, task.id, sending->run,
			!state_is_at_rest(task.state));
	task_clear(&task);
}

static void answered(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	struct sending *sending = arg;

	if (len && !kv_get(bytes, len, "error") && !sending->answers)
		note(sending, bytes, len);
	sending->fn(sending->arg, daemon, bytes, len);
	sending_free(sending);
}

static void hand_over(void *arg, struct daemon *daemon)
{
	struct sending *sending = arg;
	enum waits_now now = waits_now(daemon, sending->task);
	bool dialog = now == WAITS_DIALOG || now == WAITS_DIALOG_KEY;
	struct send_how how = { .hold = dialog && !sending->answers,
		.keys = dialog && sending->answers,
		.no_enter = now == WAITS_DIALOG_KEY && sending->answers };
	struct task task = TASK_INIT;

	if (store_get_task(daemon->store, sending->task, &task, NULL) == 0 &&
		task.runs == sending->run)
		keeper_send(
			daemon, &task, sending->text, &how, answered, sending);
	else
		answered(sending, daemon, NULL, 0);
	task_clear(&task);
}

void sending_start(struct daemon *daemon, const struct task *task,
	const char *text, const char *by, bool answers, keeper_answer_fn *fn,
	void *arg)
{
	struct sending *sending = mem_alloc(sizeof(*sending));

	*sending = (struct sending){ daemon, task->id, task->runs,
		mem_copy(text), mem_copy(by), answers, fn, arg };
	if (answers)
		hand_over(sending, daemon);
	else
		waits_look(daemon, task->id, hand_over, sending);
}

/* The texts of a run of which nobody knows yet what became. */
struct unsettled {
	struct journal_list events;
	struct task task;
	char run[RUN_ID_SIZE];
	size_t next;
};

static int unsettled_open(struct unsettled *unsettled, struct daemon *daemon,
	int64_t task, int64_t run)
{
	*unsettled = (struct unsettled){ .task = TASK_INIT };
	run_id(unsettled->run, task, run);
	if (store_list_run_journal(daemon->store, task, unsettled->run, KINDS,
		    &unsettled->events, NULL) < 0)
		return -1;
	return store_get_task(daemon->store, task, &unsettled->task, NULL);
}

static void unsettled_close(struct unsettled *unsettled)
{
	task_clear(&unsettled->task);
	journal_list_clear(&unsettled->events);
}

static int64_t number_of(const struct journal_line *event)
{
	return json_number(event->data, "number", 0);
}

/* Whether an event says what became of that number. */
static bool is_settled(const struct unsettled *unsettled, int64_t number)
{
	for (size_t i = 0; i < unsettled->events.count; i++) {
		const struct journal_line *event = &unsettled->events.items[i];

		if (event->kind != JOURNAL_SEND && number_of(event) == number)
			return true;
	}
	return false;
}

/* The event `send` of the next one; NULL: there is none. */
static const struct journal_line *unsettled_next(struct unsettled *unsettled)
{
	while (unsettled->next < unsettled->events.count) {
		const struct journal_line *event =
			&unsettled->events.items[unsettled->next++];

		if (event->kind == JOURNAL_SEND &&
			json_bool(event->data, "queued") &&
			!is_settled(unsettled, number_of(event)))
			return event;
	}
	return NULL;
}

void sending_typed(
	struct daemon *daemon, int64_t task, int64_t run, int64_t typed)
{
	struct unsettled unsettled;
	const struct journal_line *event;
	cJSON *data;

	if (unsettled_open(&unsettled, daemon, task, run) == 0)
		while ((event = unsettled_next(&unsettled))) {
			if (number_of(event) > typed)
				continue;
			data = cJSON_CreateObject();
			json_add_number(data, "number", number_of(event));
			journal(daemon, JOURNAL_SENT, &unsettled.task, run,
				data);
		}
	unsettled_close(&unsettled);
}

bool sending_is_left(struct daemon *daemon, int64_t task, int64_t run)
{
	struct unsettled unsettled;
	bool left = unsettled_open(&unsettled, daemon, task, run) == 0 &&
		    unsettled_next(&unsettled);

	unsettled_close(&unsettled);
	return left;
}

/* Its task goes on, and is told. */
static bool keep(struct daemon *daemon, const struct task *task,
	const struct journal_line *event)
{
	const char *text = json_text(event->data, "text");
	struct err err = ERR_INIT;

	if (!text)
		return false;
	if (turn_keep(daemon, task, json_text(event->data, "by"), text, &err) ==
		0)
		return true;
	log_err(&err);
	return false;
}

void sending_end(struct daemon *daemon, int64_t task, int64_t run, bool goes_on)
{
	struct unsettled unsettled;
	const struct journal_line *event;
	const char *text;
	cJSON *data;
	char *line;
	bool kept;

	if (unsettled_open(&unsettled, daemon, task, run) == 0)
		while ((event = unsettled_next(&unsettled))) {
			kept = goes_on && keep(daemon, &unsettled.task, event);
			text = json_text(event->data, "text");
			line = text ? text_one_line(text, TEXT_COLUMNS) : NULL;
			data = cJSON_CreateObject();
			json_add_number(data, "number", number_of(event));
			json_add_text(data, "why",
				kept ? "its run ended before: the next begins "
				       "with it"
				     : "its run ended before");
			json_add_text(data, "text", line);
			journal(daemon,
				kept ? JOURNAL_SEND_KEPT : JOURNAL_SEND_LOST,
				&unsettled.task, run, data);
			free(line);
		}
	unsettled_close(&unsettled);
}
