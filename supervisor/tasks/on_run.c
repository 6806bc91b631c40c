/*
 * on_run - what follows as a run begins, goes and ends: see state_table.h
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/json.h"
#include "base/mem.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/time_limits.h"
#include "supervisor/sense/run_events.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/conclude.h"
#include "supervisor/core/keepers.h"
#include "supervisor/tasks/state_table.h"
#include "supervisor/sense/liveness_watch.h"
#include "supervisor/sense/attention/attention_watch.h"

int step_to_queue(struct step *step)
{
	reason_reset(&step->task->reason);
	step_set_state(step, STATE_QUEUED);
	return 0;
}

int step_wait_over(struct step *step)
{
	if (admission_keeps(step))
		return 0;
	step_set_due(step, 0);
	if (step->task->decision == ACTION_PUBLISH)
		return act_publish(step);
	if (step->task->state == STATE_PARKED)
		reason_reset(&step->task->reason);
	step_set_state(step, STATE_QUEUED);
	return 0;
}

/* Where it is not admitted it waits in the queue, and asks again when due. */
int step_to_start(struct step *step)
{
	if (act_evade_limit(step))
		step->daemon->places_changed = true;
	else if (admission_admits(step))
		act_begin_run(step);
	return 0;
}

int step_queue_due(struct step *step)
{
	reason_reset(&step->task->reason);
	step_set_due(step, 0);
	step->daemon->places_changed = true;
	return 0;
}

/* Where work was put before a restart or a reassign, and what could not be
 * taken along (repositories inside the worktree) and stayed where it is. */
static void journal_saved(struct step *step)
{
	const char *ref = json_text(step->answer, "saved_ref");
	const cJSON *left = cJSON_GetObjectItem(step->answer, "left");
	cJSON *data;

	if (!ref && !left)
		return;
	data = cJSON_CreateObject();
	json_add_text(data, "ref", ref);
	if (left)
		cJSON_AddItemToObject(
			data, "left", cJSON_Duplicate(left, true));
	journal(step->daemon, JOURNAL_SAVED, step->task, step->task->runs,
		data);
}

static void journal_repaired(struct step *step)
{
	const cJSON *done = cJSON_GetObjectItem(step->answer, "repaired");
	cJSON *data;

	if (!done)
		return;
	data = cJSON_CreateObject();
	cJSON_AddItemToObject(data, "done", cJSON_Duplicate(done, true));
	json_add_text(data, "ref", json_text(step->answer, "repair_ref"));
	journal(step->daemon, JOURNAL_REPAIRED, step->task, step->task->runs,
		data);
}

/* The worker's answer: what only it could find out. */
int step_dispatched(struct step *step)
{
	struct task *task = step->task;
	const char *text;
	struct run run = RUN_INIT;

	if ((text = json_text(step->answer, "conversation")))
		mem_replace(&task->conversation, text);
	if ((text = json_text(step->answer, "base_commit")))
		mem_replace(&task->base_commit, text);
	journal_saved(step);
	journal_repaired(step);
	step->changed = true;
	if (store_get_run(step->daemon->store, task->id, task->runs, &run,
		    NULL) == 0 &&
		!run.judged) {
		mem_replace(&run.conversation, task->conversation);
		store_save_run(step->daemon->store, &run, NULL);
	}
	run_clear(&run);
	return 0;
}

int step_start_failed(struct step *step)
{
	return judge_start_failure(step, step->why);
}

/* Ends the run where its time is over; 1: it has, 0: it is not. */
static int end_if_over(struct step *step, const struct run *run)
{
	const struct daemon *daemon = step->daemon;
	int64_t now_ms = clock_wall_ms();
	int64_t limit = deadline_of_run(daemon, step->task, run);
	int64_t budget = deadline_of_task(daemon, step->task);
	struct ending ending = { .verdict = VERDICT_TIMED_OUT };
	char text[DURATION_TEXT_SIZE];
	int rc;

	if (limit && limit <= now_ms)
		evidence_addf(&ending.evidence, EVIDENCE_TIME_LIMIT,
			"it ran longer than its time limit of %s",
			duration_text(limit - run->started_ms, text));
	if (budget && budget <= now_ms)
		evidence_addf(&ending.evidence, EVIDENCE_TIME_BUDGET,
			"its time budget of %s is spent",
			duration_text(daemon->config.wall_time_ms, text));
	if (!ending.evidence.count)
		return 0;
	rc = step_end_run(step, &ending, STOP_TIMEOUT);
	evidence_clear(&ending.evidence);
	return rc < 0 ? rc : 1;
}

int step_ended(struct step *step)
{
	return judge_end(step);
}

/* It began and ended before we looked. */
int step_ended_early(struct step *step)
{
	int rc = step->record->start_error ? 0 : step_started(step);

	return rc < 0 ? rc : judge_end(step);
}

int step_inspected(struct step *step)
{
	return judge_inspected(step);
}

int step_run_due(struct step *step)
{
	struct task *task = step->task;
	struct run run = RUN_INIT;
	int rc = store_get_run(
		step->daemon->store, task->id, task->runs, &run, step->err);

	if (rc < 0)
		return rc;
	step_set_due(step, deadline_next(step->daemon, task, &run));
	/* The day's time has gone on as well: see daily_budget.h. */
	if (step->daemon->config.daily.run_time_ms)
		step->daemon->places_changed = true;
	/* Asked again until it is so: whoever asked before may be dead. */
	if (task->wanted != WANTED_RUN)
		act_end_run(step, STOP_REQUESTED);
	else if (run.verdict && !run.judged)
		act_end_run(step, step_stop_reason(run.verdict));
	else if ((rc = end_if_over(step, &run)) == 0 &&
		 still_is_of_interest(step->daemon, task, &run))
		still_look(step->daemon, task);
	run_clear(&run);
	return rc < 0 ? rc : 0;
}

int step_started(struct step *step)
{
	struct task *task = step->task;
	struct run run = RUN_INIT;
	int rc = store_get_run(
		step->daemon->store, task->id, task->runs, &run, step->err);

	if (rc < 0)
		return rc;
	follow_watch(step->daemon, task, &run);
	waits_watch(step->daemon, task, &run, step->record);
	if (run.started_ms && (task->state == STATE_RUNNING ||
				      task->state == STATE_WAITING)) {
		rc = step_run_due(step); /* after a start: nothing is lost */
		goto out;
	}
	run.started_ms = step->record->started_ms;
	if ((rc = store_save_run(step->daemon->store, &run, step->err)) < 0)
		goto out;
	if (!task->started_ms)
		task->started_ms = run.started_ms;
	step_set_due(step, deadline_next(step->daemon, task, &run));
	if (task->idle_ms)
		step_set_due(
			step, deadline_earlier(still_first_look(task, &run),
				      task->due_ms));
	step_set_state(step, STATE_RUNNING);
	journal(step->daemon, JOURNAL_STARTED, task, run.number, NULL);
	/* What came while it was being started: its end was asked for, or it
	 * has already said that it is done. */
	if (task->wanted != WANTED_RUN)
		act_end_run(step, STOP_REQUESTED);
	else if (still_says_done(step->daemon, task, &run))
		still_look(step->daemon, task);
out:
	run_clear(&run);
	return rc;
}

int step_checkpoint(struct step *step)
{
	/* Only an interactive agent does not end by itself. */
	if (step->task->interactive)
		return step_run_due(step);
	return 0;
}

int step_rest_over(struct step *step)
{
	step_set_due(step, 0);
	keeper_leave(step->daemon, step->task);
	return 0;
}
