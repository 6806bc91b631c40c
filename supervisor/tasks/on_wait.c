/*
 * on_wait - a task waits to start, or to leave: see handlers.h
 */
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/keepers.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/choose_profile.h"
#include "supervisor/tasks/handlers.h"

/* A keeper that has not left this long after it was told is told once more. */
#define LEAVE_AGAIN_MS 5000

int on_ready(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	(void)turn;
	(void)event;
	(void)err;
	reason_reset(&task->reason);
	return STATE_QUEUED;
}

int on_wait_over(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)event;
	if (admission_keeps(turn, task))
		return (int)task->state;
	task->due_ms = 0;
	if (task->decision == ACTION_PUBLISH)
		return apply_publish(turn, task, err);
	if (task->state == STATE_PARKED)
		reason_reset(&task->reason);
	return STATE_QUEUED;
}

/* Where it is not admitted it stays in the queue, and asks again when due; the
 * place is offered to the next. */
int on_place_free(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)event;
	/* A person, or another event, was faster. */
	if (task->due_ms > turn->now_ms)
		return (int)task->state;
	if (!choose_profile_past_limit(turn, task) &&
		admission_admits(turn, task))
		return apply_begin_run(turn, task, err);
	turn_post_places_changed(turn);
	return (int)task->state;
}

int on_queue_due(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)event;
	(void)err;
	reason_reset(&task->reason);
	task->due_ms = 0;
	turn_post_places_changed(turn);
	return (int)task->state;
}

/* The session of a task at rest closes when nobody came to look. The task stays
 * due until its keeper has left: a reeved that is killed between the commit and
 * the effect leaves no session behind. */
int on_rest_over(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)event;
	(void)err;
	task->due_ms = 0;
	if (keeper_lives(turn->host, task->name)) {
		task->due_ms = turn->now_ms + LEAVE_AGAIN_MS;
		turn_emit_task(turn, EFFECT_LEAVE_PANE, task->id);
	}
	return (int)task->state;
}

/* Its newest runs that ended alike, and have cost an attempt. */
static int64_t count_alike(struct turn *turn, const struct task *task)
{
	struct run_list runs = { 0 };
	struct err err = ERR_INIT;
	int64_t count = 0;

	if (store_list_runs(turn->store, task->id, &runs, &err) < 0)
		log_err(&err);
	for (size_t i = runs.count; i-- > 0; count++)
		if (runs.items[i].verdict != task->verdict ||
			runs.items[i].decision == ACTION_PARK)
			break;
	run_list_clear(&runs);
	return count;
}

static void journal_parked(
	struct turn *turn, const struct task *task, const struct event *event)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "decision", action_name(ACTION_PARK));
	json_add_text(data, "verdict", verdict_name(task->verdict));
	reason_write(data, event->reason.code, event->reason.text);
	json_add_time(data, "at", event->until_ms);
	json_add_bool(data, "recovery_used", task->recovery_used);
	journal(turn, JOURNAL_DECISION, task, task->runs, data);
}

/*
 * Others have ended as this task did, and a breaker has opened. What was decided
 * about the task alone (escalate, try again) is taken back: it waits with the
 * others, and its run was none of its attempts.
 */
int on_behind_breaker(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	bool asked = task->state == STATE_QUEUED;
	enum run_mode mode = task->mode;
	const struct reason *reason = &event->reason;
	int64_t gives_back = count_alike(turn, task);
	struct run run = RUN_INIT;
	int next;

	/* A person's word is not taken back. */
	if (task->wanted != WANTED_RUN ||
		strcmp(task->profile, event->profile) != 0)
		return (int)task->state;
	if (store_get_run(turn->store, task->id, task->runs, &run, err) < 0)
		return -1;
	run.decision = task->decision = ACTION_PARK;
	reason_set(&run.reason, reason->code, "%s", reason->text);
	reason_set(&task->reason, reason->code, "%s", reason->text);
	if (store_save_run(turn->store, &run, err) < 0)
		log_err(err);
	next = apply_park(turn, task, event->until_ms, gives_back);
	/* A restart that somebody has asked for stays one. */
	if (asked)
		task->mode = mode;
	journal_parked(turn, task, event);
	run_clear(&run);
	return next;
}

/* What held it back has changed: it asks again then. */
int on_ask_again(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)turn;
	(void)err;
	if (event->reason.code)
		reason_set(&task->reason, event->reason.code, "%s",
			event->reason.text);
	task->due_ms = event->due_ms;
	return (int)task->state;
}

/* It says why it waits, and its run what ended it if that is known. */
int on_cause_found(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	const struct reason *reason = &event->reason;
	struct run run = RUN_INIT;
	int rc = store_get_run(turn->store, task->id, task->runs, &run, err);

	if (rc == 0) {
		reason_set(&task->reason, reason->code, "%s", reason->text);
		reason_set(&run.reason, reason->code, "%s", reason->text);
		evidence_add_all(&run.evidence, &event->evidence, 0);
		rc = store_save_run(turn->store, &run, err);
	}
	run_clear(&run);
	return rc < 0 ? rc : (int)task->state;
}
