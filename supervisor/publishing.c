/*
 * publishing - the last step of a task, in a worker: see publishing.h
 */
#include "supervisor/publishing.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/publish.h"
#include "supervisor/caller_env.h"
#include "supervisor/steps.h"

struct job {
	struct daemon *daemon;
	struct task task;
	struct argv caller;
	char run[RUN_ID_SIZE];
	int64_t id;
};

static int job_run(void *arg, cJSON *answer, struct err *err)
{
	struct job *job = arg;
	struct publishing publishing = {
		.config = &job->daemon->config,
		.state = job->daemon->state,
		.programs = job->daemon->programs,
		.task = &job->task,
		.run = job->run,
		.caller = job->caller.items,
	};

	return publish(&publishing, answer, err);
}

static void report(struct daemon *daemon, int64_t task, const cJSON *answer,
	const struct err *why)
{
	struct step details = { .answer = answer, .why = why };
	struct err err = ERR_INIT;

	if (step(daemon, task, STEP_PUBLISHED, &details, &err) < 0)
		log_err(&err);
}

static void job_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;

	report(job->daemon, job->id, rc < 0 ? NULL : answer, why);
}

static void job_free(void *arg)
{
	struct job *job = arg;

	task_clear(&job->task);
	argv_clear(&job->caller);
	free(job);
}

static void begin(void *arg, int rc, const struct err *why)
{
	struct job *job = arg;
	struct work work = { job_run, job_done, job, job_free, job->id };
	struct daemon *daemon = job->daemon;
	struct err err = ERR_INIT;
	int64_t id = job->id;

	(void)why;
	if (rc < 0 || store_get_task(daemon->store, id, &job->task, &err) < 0) {
		job_free(job);
		return;
	}
	run_id(job->run, id, job->task.runs);
	if (caller_env_read(&job->caller, daemon->state, id, &err) < 0)
		log_err(&err);
	if (worker_start(daemon->workers, &work, &err) == 0)
		return;
	report(daemon, id, NULL, &err);
}

void publish_start(struct daemon *daemon, int64_t task)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->daemon = daemon;
	job->id = task;
	store_when_durable(daemon->store, begin, job);
}
