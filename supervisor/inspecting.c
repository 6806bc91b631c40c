/*
 * inspecting - a closer look at an ended run: see inspecting.h
 */
#include "supervisor/inspecting.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/inspect.h"
#include "supervisor/schedule.h"
#include "supervisor/steps.h"

struct job {
	struct daemon *daemon;
	struct task task;
	char run[RUN_ID_SIZE];
	int64_t id;
	bool only_sweep; /* the first one was killed: end what it has started */
};

static void start(struct daemon *daemon, int64_t task, bool only_sweep);

static int job_run(void *arg, cJSON *answer, struct err *err)
{
	struct job *job = arg;
	struct inspection inspection = {
		.config = &job->daemon->config,
		.state = job->daemon->state,
		.task = &job->task,
		.run = job->run,
	};

	if (!job->only_sweep)
		return inspect(&inspection, answer, err);
	leftovers_end(
		job->daemon->state, job->run, job->daemon->config.grace_ms);
	return 0;
}

/* What was seen of one run says nothing of the next. */
static bool is_newest(const struct job *job)
{
	struct task task = TASK_INIT;
	bool newest = store_get_task(job->daemon->store, job->task.id, &task,
			      NULL) < 0 ||
		      task.runs == job->task.runs;

	task_clear(&task);
	return newest;
}

static void job_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;
	struct step details = { .why = why };
	struct err err = ERR_INIT;

	if (!is_newest(job))
		return;

	if (rc < 0)
		log_warn("cannot look at run %s: %s", job->run, why->message);
	if (rc < 0 && !job->only_sweep) {
		start(job->daemon, job->task.id, true);
		return;
	}
	details.answer = job->only_sweep ? NULL : answer;
	if (step(job->daemon, job->task.id, STEP_INSPECTED, &details, &err) < 0)
		log_err(&err);
}

static void job_free(void *arg)
{
	struct job *job = arg;

	task_clear(&job->task);
	free(job);
}

static void begin(void *arg, int rc, const struct err *why)
{
	struct job *job = arg;
	struct work work = { job_run, job_done, job, job_free, job->id };
	struct err err = ERR_INIT;
	struct daemon *daemon = job->daemon;
	int64_t id = job->id;

	(void)why;
	if (rc < 0 || store_get_task(daemon->store, id, &job->task, &err) < 0) {
		job_free(job);
		return;
	}
	run_id(job->run, id, job->task.runs);
	if (worker_start(daemon->workers, &work, &err) == 0)
		return;
	log_err(&err);
	schedule_retry(daemon);
}

static void start(struct daemon *daemon, int64_t task, bool only_sweep)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->daemon = daemon;
	job->id = task;
	job->only_sweep = only_sweep;
	store_when_durable(daemon->store, begin, job);
}

void inspect_start(struct daemon *daemon, int64_t task)
{
	start(daemon, task, false);
}
