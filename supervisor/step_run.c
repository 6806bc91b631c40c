/*
 * step_run - what follows as a run begins, goes and ends: see steps.h
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/kv.h"
#include "base/log.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "supervisor/act.h"
#include "supervisor/journal.h"
#include "supervisor/judge.h"
#include "supervisor/keepers.h"
#include "supervisor/steps.h"

int step_to_queue(struct step *step)
{
	mem_replace(&step->task->reason, "");
	step_set_state(step, STATE_QUEUED);
	return 0;
}

int step_wait_over(struct step *step)
{
	step_set_due(step, 0);
	step_set_state(step, STATE_QUEUED);
	return 0;
}

int step_to_start(struct step *step)
{
	act_begin_run(step);
	return 0;
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
	if ((text = json_text(step->answer, "saved_ref"))) {
		cJSON *data = cJSON_CreateObject();

		json_add_text(data, "ref", text);
		journal(step->daemon, "saved", task, task->runs, data);
	}
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

/* When the run must be ended: its own limit, or the task's budget. */
static int64_t deadline_of(const struct step *step, int64_t started_ms)
{
	const struct config *config = &step->daemon->config;
	int64_t limit = step->task->timeout_ms, end = 0, budget_end;

	if (!limit)
		limit = config->run_time_ms;
	if (limit)
		end = started_ms + limit;
	budget_end = config->wall_time_ms
			     ? step->task->budget_ms + config->wall_time_ms
			     : 0;
	return budget_end && (!end || budget_end < end) ? budget_end : end;
}

int step_started(struct step *step)
{
	struct task *task = step->task;
	struct run run = RUN_INIT;
	int rc = store_get_run(
		step->daemon->store, task->id, task->runs, &run, step->err);

	if (rc < 0)
		return rc;
	if (run.started_ms && task->state == STATE_RUNNING)
		goto out;
	run.started_ms = step->record->started_ms;
	if ((rc = store_save_run(step->daemon->store, &run, step->err)) < 0)
		goto out;
	if (!task->started_ms)
		task->started_ms = run.started_ms;
	step_set_due(step, deadline_of(step, run.started_ms));
	step_set_state(step, STATE_RUNNING);
	journal(step->daemon, "started", task, run.number, NULL);
	/* Somebody asked for its end while it was being started. */
	if (task->wanted != WANTED_RUN)
		act_end_run(step, "stop");
out:
	run_clear(&run);
	return rc;
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

int step_lost(struct step *step)
{
	return judge_loss(step);
}

int step_inspected(struct step *step)
{
	return judge_inspected(step);
}

/* The keeper's report on an interactive agent that said it is done. */
static void quiet_reported(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	int64_t *id = arg, now = clock_wall_ms(), moved;
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	moved = kv_get_number(bytes, len, "output_ms", 0);
	if (!len || store_get_task(daemon->store, *id, &task, &err) < 0)
		goto out;
	if (task.state != STATE_RUNNING)
		goto out;
	if (moved + daemon->config.quiet_ms <= now) {
		keeper_stop(daemon, &task, "done", "reeve");
		task.due_ms = 0;
	} else {
		task.due_ms = moved + daemon->config.quiet_ms;
	}
	if (store_save_task(daemon->store, &task, &err) < 0)
		log_err(&err);
out:
	task_clear(&task);
	free(id);
}

static void ask_whether_quiet(struct step *step)
{
	int64_t *id = mem_alloc(sizeof(*id));

	*id = step->task->id;
	keeper_report(step->daemon, step->task, quiet_reported, id);
}

static bool says_done(const struct step *step, int64_t since_ms)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	bool done = checkpoint_read(&checkpoint, step->daemon->checkpoints,
			    step->task->name, NULL) == 0 &&
		    checkpoint.status == CHECKPOINT_DONE &&
		    checkpoint.written_ms >= since_ms;

	checkpoint_clear(&checkpoint);
	return done;
}

int step_run_due(struct step *step)
{
	struct task *task = step->task;
	struct run run = RUN_INIT;
	int rc = store_get_run(
		step->daemon->store, task->id, task->runs, &run, step->err);
	int64_t deadline;

	if (rc < 0)
		return rc;
	deadline = deadline_of(step, run.started_ms);
	if (deadline && clock_wall_ms() >= deadline) {
		step_set_due(step, 0);
		act_end_run(step, "timeout");
	} else if (task->interactive && says_done(step, run.started_ms)) {
		step_set_due(
			step, clock_wall_ms() + step->daemon->config.quiet_ms);
		ask_whether_quiet(step);
	} else {
		step_set_due(step, deadline);
	}
	run_clear(&run);
	return 0;
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
