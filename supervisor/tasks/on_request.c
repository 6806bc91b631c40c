/*
 * on_request - a person asks for something: see handlers.h
 *
 * What is wanted is committed before any signal is sent, so that the end it
 * brings about is never taken for something else.
 */
#include "base/json.h"
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/dependencies.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/end_run.h"
#include "supervisor/tasks/handlers.h"

static void journal_asked(struct turn *turn, const struct task *task,
	const struct event *event, const char *what)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "what", what);
	json_add_text(data, "by", event->by);
	if (event->profile) {
		json_add_text(data, "from", task->profile);
		json_add_text(data, "to", event->profile);
	}
	journal(turn, JOURNAL_ASKED, task, 0, data);
}

/* `what` tells apart what is one to the task: resume, restart, reassign. */
static void want(struct turn *turn, struct task *task,
	const struct event *event, enum wanted wanted, const char *what)
{
	task->wanted = wanted;
	mem_replace(&task->wanted_by, event->by);
	journal_asked(turn, task, event, what);
}

/* --- stop and hold ---------------------------------------------------------- */

static int end_run_for(struct turn *turn, struct task *task,
	const struct event *event, enum wanted wanted)
{
	want(turn, task, event, wanted, wanted_name(wanted));
	end_run_emit(turn, task, STOP_REQUESTED);
	return (int)task->state;
}

int on_stop_run(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	(void)err;
	return end_run_for(turn, task, event, WANTED_STOPPED);
}

int on_hold_run(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	(void)err;
	return end_run_for(turn, task, event, WANTED_HELD);
}

/* Nothing runs: the task can rest at once. */
int on_stop_waiting(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)err;
	want(turn, task, event, WANTED_STOPPED, wanted_name(WANTED_STOPPED));
	reason_set(&task->reason, REASON_STOP_REQUESTED,
		"stopped; no further run until resumed");
	return apply_rest(turn, task, STATE_STOPPED);
}

int on_stop_resting(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	if (task->state == STATE_STOPPED)
		return STATE_STOPPED;
	return on_stop_waiting(turn, task, event, err);
}

int on_stop_completed(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)turn;
	(void)event;
	return err_set(
		err, EXIT_NO, "cannot stop '%s': it is completed", task->name);
}

int on_hold_waiting(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)err;
	want(turn, task, event, WANTED_HELD, wanted_name(WANTED_HELD));
	reason_set(&task->reason, REASON_HOLD_REQUESTED,
		"put on hold; held until resumed");
	return apply_rest(turn, task, STATE_HELD);
}

int on_hold_completed(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)turn;
	(void)event;
	return err_set(
		err, EXIT_NO, "cannot hold '%s': it is completed", task->name);
}

/* --- resume, restart, reassign ----------------------------------------------- */

/* It goes on because a person said so; or what no such word lifts. */
static void set_reason(struct turn *turn, struct task *task)
{
	char spent[ADMISSION_REASON_SIZE];

	if (admission_is_day_spent(turn, spent))
		reason_set(&task->reason, REASON_DAILY_BUDGET, "%s", spent);
	else
		reason_set(&task->reason, REASON_REQUESTED,
			"asked for by a person");
}

/* A person's word takes the place of what was decided, and makes the budgets
 * count anew. */
static int begin_anew(struct turn *turn, struct task *task, enum action action,
	enum run_mode mode)
{
	admission_lift(turn, task);
	task->attempts = 0;
	task_count_anew(task, 0);
	task->ended_ms = 0;
	task->due_ms = 0;
	task->decision = action;
	task->mode = task->started_ms ? mode : RUN_START;
	set_reason(turn, task);
	turn_post_places_changed(turn);
	return task->runs || dependencies_are_done(turn->store, task)
		       ? STATE_QUEUED
		       : STATE_BLOCKED;
}

int on_resume_agent(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)err;
	want(turn, task, event, WANTED_RUN, "resume");
	return begin_anew(turn, task, ACTION_RESUME, RUN_RESUME);
}

/* Where only publishing is left the agent has nothing to do. */
int on_resume_now(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	if (!task_is_unpublished(task))
		return on_resume_agent(turn, task, event, err);
	want(turn, task, event, WANTED_RUN, "resume");
	task_count_anew(task, turn->now_ms);
	reason_set(&task->reason, REASON_REQUESTED, "asked for by a person");
	return apply_publish(turn, task, err);
}

int on_resume_run(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	if (task->wanted == WANTED_RUN)
		return err_set(err, EXIT_NO, "cannot resume '%s': it is %s",
			task->name, state_name(task->state));
	/* It is on its way down: up again as soon as it is there. */
	want(turn, task, event, WANTED_RESUME, "resume");
	return (int)task->state;
}

/* It is held back by admission; a person lifts that. */
int on_resume_queued(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	if (task->due_ms <= turn->now_ms)
		return on_refuse_unstarted(turn, task, event, err);
	want(turn, task, event, WANTED_RUN, "resume");
	admission_lift(turn, task);
	set_reason(turn, task);
	task->due_ms = 0;
	turn_post_places_changed(turn);
	return STATE_QUEUED;
}

int on_restart_now(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)err;
	want(turn, task, event, WANTED_RUN, "restart");
	return begin_anew(turn, task, ACTION_RESTART, RUN_RESTART);
}

/* What it has done so far goes, if there is anything. */
int on_restart_queued(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	return task->started_ms ? on_restart_now(turn, task, event, err)
				: on_refuse_unstarted(turn, task, event, err);
}

int on_restart_run(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)err;
	return end_run_for(turn, task, event, WANTED_RESTART);
}

static int move_to_profile(struct turn *turn, struct task *task,
	const struct event *event, enum wanted wanted, struct err *err)
{
	if (!config_profile(turn->config, event->profile))
		return err_set(err, EXIT_WRONG_USE,
			"cannot reassign '%s': no such profile: '%s'",
			task->name, event->profile);
	want(turn, task, event, wanted, "reassign");
	mem_replace(&task->profile, event->profile);
	return 0;
}

int on_reassign_now(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	if (move_to_profile(turn, task, event, WANTED_RUN, err) < 0)
		return -1;
	return begin_anew(turn, task, ACTION_REASSIGN, RUN_REASSIGN);
}

int on_reassign_run(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	if (move_to_profile(turn, task, event, WANTED_REASSIGN, err) < 0)
		return -1;
	end_run_emit(turn, task, STOP_REQUESTED);
	return (int)task->state;
}

int on_refuse_unstarted(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	(void)turn;
	(void)event;
	return err_set(err, EXIT_NO,
		"cannot do that with '%s': it is %s and has not begun",
		task->name, state_name(task->state));
}

/* --- an agent that is kept alive may end ------------------------------------- */

/* One that waits between two turns has completed its last: it ends at once. */
static int hand_off(struct turn *turn, struct task *task, struct err *err)
{
	struct decision decision = {
		.action = task->publish ? ACTION_PUBLISH : ACTION_COMPLETE
	};

	task->decision = decision.action;
	reason_set(&task->reason, REASON_HANDED_OFF,
		"the task is done and was handed off");
	turn_emit_task(turn, EFFECT_WRITE_RESULTS, task->id);
	return apply_decision(turn, task, &decision, err);
}

int on_handoff(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	if (!task->keep_alive) {
		err_set(err, EXIT_NO,
			"cannot hand '%s' off: it is not kept alive",
			task->name);
		return err_hint(err, "it ends by itself; reeve run "
				     "--keep-alive makes one that does not");
	}
	if (!event->on && task->state == STATE_COMPLETED) {
		err_set(err, EXIT_NO,
			"cannot take the handoff of '%s' back: it is completed",
			task->name);
		return err_hint(err,
			"reeve resume %s, and then reeve handoff %s off",
			task->name, task->name);
	}
	task->handoff = event->on;
	journal_asked(
		turn, task, event, event->on ? "handoff on" : "handoff off");
	return event->on && task_is_between_turns(task)
		       ? hand_off(turn, task, err)
		       : (int)task->state;
}
