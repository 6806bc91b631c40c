/*
 * on_request - what follows when somebody asks: see state_table.h
 *
 * What is wanted is committed before any signal is sent, so that the end it
 * brings about is never taken for something else.
 */
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/dependencies.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/state_table.h"

static void note_asked(struct step *step, const char *what)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "what", what);
	json_add_text(data, "by", step->by);
	if (step->profile) {
		json_add_text(data, "from", step->task->profile);
		json_add_text(data, "to", step->profile);
	}
	journal(step->daemon, JOURNAL_ASKED, step->task, 0, data);
}

/* `what` tells apart what is one to the task: resume, restart, reassign. */
static void want(struct step *step, enum wanted wanted, const char *what)
{
	step->task->wanted = wanted;
	mem_replace(&step->task->wanted_by, step->by);
	step->changed = true;
	note_asked(step, what);
}

static int end_run_for(struct step *step, enum wanted wanted)
{
	want(step, wanted, wanted_name(wanted));
	act_end_run(step, STOP_REQUESTED);
	return 0;
}

/* Nothing runs: the task can go to rest at once. */
static int rest_as(struct step *step, enum state state, enum wanted wanted,
	enum reason_code code, const char *reason)
{
	want(step, wanted, wanted_name(wanted));
	reason_set(&step->task->reason, code, "%s", reason);
	act_rest(step, state);
	return 0;
}

int step_stop_run(struct step *step)
{
	return end_run_for(step, WANTED_STOPPED);
}

int step_stop_waiting(struct step *step)
{
	return rest_as(step, STATE_STOPPED, WANTED_STOPPED,
		REASON_STOP_REQUESTED,
		"it was stopped, and stays so until somebody resumes it");
}

int step_stop_resting(struct step *step)
{
	if (step->task->state == STATE_STOPPED)
		return 0;
	return step_stop_waiting(step);
}

int step_stop_completed(struct step *step)
{
	return err_set(step->err, EXIT_NO, "cannot stop '%s': it is completed",
		step->task->name);
}

int step_hold_completed(struct step *step)
{
	return err_set(step->err, EXIT_NO, "cannot hold '%s': it is completed",
		step->task->name);
}

int step_hold_run(struct step *step)
{
	return end_run_for(step, WANTED_HELD);
}

int step_hold_waiting(struct step *step)
{
	return rest_as(step, STATE_HELD, WANTED_HELD, REASON_HOLD_REQUESTED,
		"it was put on hold, until somebody resumes it");
}

/* It goes on because a person said so; or what no such word lifts. */
static void say_asked(struct step *step)
{
	char spent[ADMISSION_REASON_SIZE];

	if (admission_is_day_spent(step->daemon, spent))
		reason_set(
			&step->task->reason, REASON_DAILY_BUDGET, "%s", spent);
	else
		reason_set(&step->task->reason, REASON_REQUESTED,
			"asked for by a person");
}

/* A person's word takes the place of what was decided, and makes the budgets
 * count anew. */
static void begin_anew(
	struct step *step, enum action action, enum run_mode mode)
{
	struct task *task = step->task;

	admission_lift(step->daemon, task);
	task->attempts = 0;
	task_count_anew(task, 0);
	task->ended_ms = 0;
	task->decision = action;
	task->mode = task->started_ms ? mode : RUN_START;
	say_asked(step);
	step_set_due(step, 0);
	step_set_state(step, task->runs || after_is_done(step->daemon, task)
				     ? STATE_QUEUED
				     : STATE_BLOCKED);
}

int step_resume_agent(struct step *step)
{
	want(step, WANTED_RUN, "resume");
	begin_anew(step, ACTION_RESUME, RUN_RESUME);
	return 0;
}

/* Where only publishing is left the agent has nothing to do. */
int step_resume_now(struct step *step)
{
	struct task *task = step->task;

	if (!act_is_unpublished(task))
		return step_resume_agent(step);
	want(step, WANTED_RUN, "resume");
	task_count_anew(task, clock_wall_ms());
	reason_set(&task->reason, REASON_REQUESTED, "asked for by a person");
	return act_publish(step);
}

int step_resume_run(struct step *step)
{
	if (step->task->wanted == WANTED_RUN)
		return err_set(step->err, EXIT_NO,
			"cannot resume '%s': it is %s", step->task->name,
			state_name(step->task->state));
	/* It is on its way down: up again as soon as it is there. */
	want(step, WANTED_RESUME, "resume");
	return 0;
}

/* It is held back by admission; a person lifts that. */
int step_resume_queued(struct step *step)
{
	if (step->task->due_ms <= clock_wall_ms())
		return step_refuse_unstarted(step);
	want(step, WANTED_RUN, "resume");
	admission_lift(step->daemon, step->task);
	say_asked(step);
	step_set_due(step, 0);
	step->daemon->places_changed = true;
	return 0;
}

int step_restart_now(struct step *step)
{
	want(step, WANTED_RUN, "restart");
	begin_anew(step, ACTION_RESTART, RUN_RESTART);
	return 0;
}

/* What it has done so far goes, if there is anything. */
int step_restart_queued(struct step *step)
{
	return step->task->started_ms ? step_restart_now(step)
				      : step_refuse_unstarted(step);
}

int step_restart_run(struct step *step)
{
	return end_run_for(step, WANTED_RESTART);
}

static int move_to_profile(struct step *step, enum wanted wanted)
{
	if (!config_profile(&step->daemon->config, step->profile))
		return err_set(step->err, EXIT_WRONG_USE,
			"cannot reassign '%s': no such profile: '%s'",
			step->task->name, step->profile);
	want(step, wanted, "reassign");
	mem_replace(&step->task->profile, step->profile);
	return 0;
}

int step_reassign_now(struct step *step)
{
	if (move_to_profile(step, WANTED_RUN) < 0)
		return -1;
	begin_anew(step, ACTION_REASSIGN, RUN_REASSIGN);
	return 0;
}

int step_reassign_run(struct step *step)
{
	if (move_to_profile(step, WANTED_REASSIGN) < 0)
		return -1;
	act_end_run(step, STOP_REQUESTED);
	return 0;
}

int step_refuse_unstarted(struct step *step)
{
	return err_set(step->err, EXIT_NO,
		"cannot do that with '%s': it is %s and has not begun",
		step->task->name, state_name(step->task->state));
}
