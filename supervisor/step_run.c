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
#include "supervisor/early.h"
#include "supervisor/gate.h"
#include "supervisor/journal.h"
#include "supervisor/judge.h"
#include "supervisor/keepers.h"
#include "supervisor/steps.h"
#include "supervisor/waits.h"

int step_to_queue(struct step *step)
{
	mem_replace(&step->task->reason, "");
	step_set_state(step, STATE_QUEUED);
	return 0;
}

int step_wait_over(struct step *step)
{
	if (gate_keeps(step))
		return 0;
	step_set_due(step, 0);
	if (step->task->decision == ACTION_PUBLISH)
		return act_publish(step);
	step_set_state(step, STATE_QUEUED);
	return 0;
}

/* Where it is not admitted it waits in the queue, and asks again when due. */
int step_to_start(struct step *step)
{
	if (gate_admits(step))
		act_begin_run(step);
	return 0;
}

int step_queue_due(struct step *step)
{
	mem_replace(&step->task->reason, "");
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
	journal(step->daemon, "saved", step->task, step->task->runs, data);
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
	journal(step->daemon, "repaired", step->task, step->task->runs, data);
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

static int64_t earlier(int64_t a, int64_t b)
{
	return a && (!b || a < b) ? a : b;
}

/* When the run must be ended: its own limit, or the task's budget; 0: never. */
static int64_t deadline_of(const struct daemon *daemon, const struct task *task,
	const struct run *run)
{
	const struct config *config = &daemon->config;
	int64_t limit =
		task->timeout_ms ? task->timeout_ms : config->run_time_ms;
	int64_t end = limit ? run->started_ms + limit : 0;
	int64_t budget_end = config->wall_time_ms
				     ? task->budget_ms + config->wall_time_ms
				     : 0;

	return budget_end && (!end || budget_end < end) ? budget_end : end;
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

/* When the agent last gave a sign of life that we can see from here. */
static int64_t last_sign(const struct daemon *daemon, const struct task *task,
	const struct run *run, int64_t output_ms)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	int64_t last =
		output_ms > run->started_ms ? output_ms : run->started_ms;

	if (checkpoint_read(
		    &checkpoint, daemon->checkpoints, task->name, NULL) == 0 &&
		checkpoint.written_ms > last)
		last = checkpoint.written_ms;
	checkpoint_clear(&checkpoint);
	return last;
}

static bool says_done(const struct daemon *daemon, const struct task *task,
	const struct run *run)
{
	struct checkpoint checkpoint = CHECKPOINT_INIT;
	bool done = task->interactive &&
		    checkpoint_read(&checkpoint, daemon->checkpoints,
			    task->name, NULL) == 0 &&
		    checkpoint.status == CHECKPOINT_DONE &&
		    checkpoint_is_since(&checkpoint, run->started_ms);

	checkpoint_clear(&checkpoint);
	return done;
}

/*
 * The keeper has told when the screen last moved. An interactive agent that
 * said done and is still is ended; so is one that is still for longer than
 * --idle, unless it waits for a person. Else it is looked at again when it
 * could be, and not before.
 */
static void judge_stillness(struct daemon *daemon, struct task *task,
	const struct run *run, int64_t output_ms)
{
	int64_t now = clock_wall_ms(), due = deadline_of(daemon, task, run);

	if (says_done(daemon, task, run)) {
		if (output_ms + daemon->config.quiet_ms <= now) {
			keeper_stop(daemon, task, "done", "reeve");
			due = act_ask_again(daemon);
		} else {
			due = earlier(output_ms + daemon->config.quiet_ms, due);
		}
	} else if (task->idle_ms && task->state != STATE_WAITING) {
		int64_t still =
			last_sign(daemon, task, run, output_ms) + task->idle_ms;

		if (still <= now) {
			keeper_stop(daemon, task, "hang", "reeve");
			due = act_ask_again(daemon);
		} else {
			due = earlier(still, due);
		}
	}
	task->due_ms = due;
}

static void reported(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	int64_t *id = arg;
	struct task task = TASK_INIT;
	struct run run = RUN_INIT;
	struct err err = ERR_INIT;

	/* No answer: its keeper is on its way out, which shows elsewhere. */
	if (!len || store_get_task(daemon->store, *id, &task, &err) < 0 ||
		(task.state != STATE_RUNNING && task.state != STATE_WAITING) ||
		store_get_run(daemon->store, *id, task.runs, &run, &err) < 0)
		goto out;
	judge_stillness(
		daemon, &task, &run, kv_get_number(bytes, len, "output_ms", 0));
	if (store_save_task(daemon->store, &task, &err) < 0)
		log_err(&err);
out:
	run_clear(&run);
	task_clear(&task);
	free(id);
}

static void ask_keeper(struct step *step)
{
	int64_t *id = mem_alloc(sizeof(*id));

	*id = step->task->id;
	keeper_report(step->daemon, step->task, reported, id);
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
	deadline = deadline_of(step->daemon, task, &run);
	step_set_due(step, deadline);
	/* Asked again until it is so: whoever asked before may be dead. */
	if (task->wanted != WANTED_RUN) {
		act_end_run(step, "stop");
	} else if (deadline && clock_wall_ms() >= deadline) {
		act_end_run(step, "timeout");
	} else if ((task->idle_ms && task->state != STATE_WAITING) ||
		   says_done(step->daemon, task, &run)) {
		ask_keeper(step);
	}
	run_clear(&run);
	return 0;
}

int step_started(struct step *step)
{
	struct task *task = step->task;
	struct run run = RUN_INIT;
	int rc = store_get_run(
		step->daemon->store, task->id, task->runs, &run, step->err);

	if (rc < 0)
		return rc;
	early_watch(step->daemon, task, &run);
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
	step_set_due(step, deadline_of(step->daemon, task, &run));
	if (task->idle_ms)
		step_set_due(step,
			earlier(run.started_ms + task->idle_ms, task->due_ms));
	step_set_state(step, STATE_RUNNING);
	journal(step->daemon, "started", task, run.number, NULL);
	/* What came while it was being started: its end was asked for, or it
	 * has already said that it is done. */
	if (task->wanted != WANTED_RUN)
		act_end_run(step, "stop");
	else if (says_done(step->daemon, task, &run))
		ask_keeper(step);
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
