/*
 * sending - text for an agent, on its way: see sending.h
 */
#include "supervisor/sending.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/kv.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/journal.h"
#include "supervisor/waits.h"

/* What a run was sent is among its task's newest events. */
#define EVENTS 200

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
	journal(daemon, "send", &task, sending->run, data);
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

/* Whether an event settles that number already. */
static bool is_settled(
	const struct event_list *events, const char *run, int64_t number)
{
	for (size_t i = 0; i < events->count; i++) {
		const struct event *event = &events->items[i];

		if (event->run && !strcmp(event->run, run) &&
			(!strcmp(event->kind, "sent") ||
				!strcmp(event->kind, "send_lost")) &&
			json_number(event->data, "number", 0) == number)
			return true;
	}
	return false;
}

static void settle_one(struct daemon *daemon, const struct task *task,
	int64_t run, int64_t number, bool lost)
{
	cJSON *data = cJSON_CreateObject();

	json_add_number(data, "number", number);
	if (lost)
		json_add_text(data, "why", "its run ended before");
	journal(daemon, lost ? "send_lost" : "sent", task, run, data);
}

void sending_settle(struct daemon *daemon, int64_t id, int64_t run,
	int64_t typed, bool ended)
{
	struct event_list events = { 0 };
	struct task task = TASK_INIT;
	char name[RUN_ID_SIZE];

	run_id(name, id, run);
	if (store_list_task_events(daemon->store, id, EVENTS, &events, NULL) <
			0 ||
		store_get_task(daemon->store, id, &task, NULL) < 0)
		goto out;
	for (size_t i = 0; i < events.count; i++) {
		const struct event *event = &events.items[i];
		int64_t number = json_number(event->data, "number", 0);

		if (strcmp(event->kind, "send") != 0 || !event->run ||
			strcmp(event->run, name) != 0 ||
			!json_bool(event->data, "queued") ||
			(number > typed && !ended) ||
			is_settled(&events, name, number))
			continue;
		settle_one(daemon, &task, run, number, number > typed);
	}
out:
	task_clear(&task);
	event_list_clear(&events);
}
