/*
 * notify - of what people are to be told: see notify.h
 *
 * Each change is written down for each channel; notify_deliver.c tells it.
 */
#include "supervisor/notify/notify_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "model/paths.h"
#include "supervisor/admission/daily_budget.h"
#include "supervisor/admission/admission.h"
#include "supervisor/notify/notify_text.h"

/* By every channel that is on; the rows are as durable as what they tell. */
static void store_event(struct notify *notify, cJSON *event, int64_t due_ms)
{
	struct turn *turn = notify->turn;

	for (int i = 0; i < NOTIFY_CHANNELS; i++) {
		enum notify_channel channel = (enum notify_channel)i;
		struct notification notification = {
			.channel = channel, .due_ms = due_ms, .event = event
		};
		struct err err = ERR_INIT;

		if (!notify_config_has(&turn->config->notify, channel))
			continue;
		if (store_add_notification(turn->store, &notification, &err) <
			0)
			log_err(&err);
		notify_expect(notify, due_ms);
	}
}

/* That of the task's newest run; the caller clears it. */
static struct evidence_list find_evidence(
	struct turn *turn, const struct task *task)
{
	struct evidence_list evidence = { 0 };
	struct run run = RUN_INIT;

	if (store_get_run(turn->store, task->id, task->runs, &run, NULL) == 0)
		evidence_add_all(&evidence, &run.evidence, 0);
	run_clear(&run);
	return evidence;
}

static char *find_notes(struct turn *turn, const struct task *task)
{
	struct path path = path_checkpoint(turn->host->state, task->name);
	cJSON *json = json_read(path.text, CHECKPOINT_MAX_BYTES * 2, NULL);
	char *notes = mem_copy(json_text(json, "notes"));

	cJSON_Delete(json);
	return notes;
}

/*
 * The first agents of many that end alike escalate, each by itself, before
 * there is a breaker to speak for them all.
 */
static bool may_be_shared(const struct turn *turn, enum notify_event event,
	const struct task *task)
{
	const struct breaker_config *breaker = &turn->config->systemic.breaker;

	return event == NOTIFY_ESCALATED && task && breaker->agents &&
	       breaker->verdicts[task->verdict];
}

/* `task` and `reason` may be NULL. */
static void tell(struct notify *notify, enum notify_event event,
	const struct task *task, const char *reason)
{
	struct turn *turn = notify->turn;
	struct notify_facts facts = { .event = event,
		.time_ms = turn->now_ms,
		.host = turn->host->name,
		.task = task,
		.reason = reason };
	bool asks = event == NOTIFY_ESCALATED || event == NOTIFY_WAITING;
	struct review_list reviews = { 0 };
	struct evidence_list evidence = { 0 };
	char *notes = NULL;
	cJSON *json;

	if (!turn->config->notify.events[event])
		return;
	if (task && event != NOTIFY_COMPLETED)
		evidence = find_evidence(turn, task);
	if (task && asks) {
		notes = find_notes(turn, task);
		store_list_reviews(turn->store, task->id, &reviews, NULL);
		facts.assigned = review_assigned(&reviews);
		if (!facts.assigned)
			facts.assigned = turn->config->review_assignee;
	}
	facts.evidence = evidence.items;
	facts.notes = notes;
	json = notify_write_event(&facts);
	store_event(notify, json,
		facts.time_ms + (may_be_shared(turn, event, task)
						? turn->config->notify.settle_ms
						: 0));
	cJSON_Delete(json);
	review_list_clear(&reviews);
	evidence_clear(&evidence);
	free(notes);
}

static bool waits_for_limit(const struct task *task, const char *profile)
{
	return task->state == STATE_PARKED &&
	       task->verdict == VERDICT_RATE_LIMITED &&
	       !strcmp(task->profile, profile);
}

/* A limit is one of an account: the first that waits for it has told. */
static bool limit_is_told(struct turn *turn, const struct task *task)
{
	struct task_list active = { 0 };
	struct err err = ERR_INIT;
	bool told = false;

	if (store_list_tasks(turn->store, STORE_ACTIVE, 0, &active, &err) < 0)
		log_err(&err);
	for (size_t i = 0; !told && i < active.count; i++) {
		const struct task *other = &active.items[i];

		told = waits_for_limit(other, task->profile) &&
		       (other->held_ms < task->held_ms ||
			       (other->held_ms == task->held_ms &&
				       other->id < task->id));
	}
	task_list_clear(&active);
	return told;
}

static void tell_limit(struct notify *notify, const struct task *task)
{
	char *reason;

	if (limit_is_told(notify->turn, task))
		return;
	reason = mem_format("%s; nothing else of profile '%s' begins before",
		task->reason.text, task->profile);
	tell(notify, NOTIFY_PARKED, task, reason);
	free(reason);
}

void notify_task_changed(struct notify *notify, const struct task *task)
{
	static const struct {
		enum state state;
		enum notify_event event;
	} told[] = {
		{ STATE_ESCALATED, NOTIFY_ESCALATED },
		{ STATE_WAITING, NOTIFY_WAITING },
		{ STATE_PARKED, NOTIFY_PARKED },
		{ STATE_COMPLETED, NOTIFY_COMPLETED },
		{ STATE_FAILED, NOTIFY_FAILED },
	};

	/* Of these people are told once: by their breaker, by the first that
	 * a limit stops, or by the day's budget (see daily_budget.h). */
	if (admission_is_behind(notify->turn, task))
		return;
	if (task->state == STATE_PARKED && task->verdict == VERDICT_TIMED_OUT &&
		daily_budget_is_told(notify->turn))
		return;
	if (waits_for_limit(task, task->profile)) {
		tell_limit(notify, task);
		return;
	}
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++)
		if (told[i].state == task->state)
			tell(notify, told[i].event, task, task->reason.text);
}

void notify_tell_people(struct notify *notify, const struct event *event)
{
	struct task task = TASK_INIT;
	bool known = event->task && store_get_task(notify->turn->store,
					    event->task, &task, NULL) == 0;

	tell(notify, event->notify, known ? &task : NULL, event->text);
	task_clear(&task);
}
