/*
 * dispatching - the dispatcher at work, in a worker: see dispatching.h
 */
#include "supervisor/dispatching.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/dispatch.h"
#include "supervisor/caller_env.h"
#include "supervisor/notice.h"
#include "supervisor/steps.h"

struct job {
	struct daemon *daemon;
	struct task task;
	struct run last;
	bool has_last;
	struct argv caller;
};

static int job_run(void *arg, cJSON *answer, struct err *err)
{
	struct job *job = arg;
	struct daemon *daemon = job->daemon;
	struct dispatch with = {
		.config = &daemon->config,
		.state = daemon->state,
		.programs = daemon->programs,
		.checkpoints = daemon->checkpoints,
		.host = daemon->host,
		.boot_id = daemon->boot_id,
		.epoch = daemon->epoch,
		.task = &job->task,
		.last = job->has_last ? &job->last : NULL,
		.caller = job->caller.items,
	};

	return dispatch(&with, answer, err);
}

static void report(struct daemon *daemon, int64_t task, int rc,
	const cJSON *answer, const struct err *why)
{
	struct step details = { .answer = answer, .why = why };
	struct err err = ERR_INIT;

	if (rc < 0)
		log_warn("cannot dispatch task %lld: %s", (long long)task,
			why->message);
	if (step(daemon, task, rc < 0 ? STEP_DISPATCH_FAILED : STEP_DISPATCHED,
		    &details, &err) < 0)
		log_err(&err);
	notice_run(daemon, task);
}

static void job_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;

	report(job->daemon, job->task.id, rc, answer, why);
}

static void job_free(void *arg)
{
	struct job *job = arg;

	task_clear(&job->task);
	run_clear(&job->last);
	argv_clear(&job->caller);
	free(job);
}

void dispatch_start(struct daemon *daemon, int64_t task)
{
	struct job *job = mem_alloc(sizeof(*job));
	struct work work = { job_run, job_done, job, job_free, task };
	struct err err = ERR_INIT;
	int rc;

	job->daemon = daemon;
	rc = store_get_task(daemon->store, task, &job->task, &err);
	if (rc == 0 && job->task.runs > 1) {
		rc = store_get_run(daemon->store, task, job->task.runs - 1,
			&job->last, &err);
		job->has_last = rc == 0;
	}
	if (rc == 0)
		rc = caller_env_read(&job->caller, daemon->state, task, &err);
	if (rc == 0)
		rc = worker_start(daemon->workers, &work, &err);
	else
		job_free(job);
	if (rc < 0)
		report(daemon, task, -1, NULL, &err);
}
