/*
 * publish_work - the last step of a task, in a worker: see publish_work.h
 */
#include "supervisor/act/publish_work.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/leftovers.h"
#include "dispatcher/publish.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/tasks/queue_order.h"
#include "supervisor/tasks/state_table.h"

struct job {
	struct daemon *daemon;
	struct task task;
	struct argv caller;
	char run[RUN_ID_SIZE];
	int64_t id;
	/* The first one was killed: this one ends what it has started. */
	bool only_sweep;
	struct err killed;
};

static void start(
	struct daemon *daemon, int64_t task, const struct err *killed);

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

	if (!job->only_sweep)
		return publish(&publishing, answer, err);
	leftovers_end(
		job->daemon->state, job->run, job->daemon->config.grace_ms);
	return 0;
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

	if (job->only_sweep)
		report(job->daemon, job->id, NULL, &job->killed);
	else if (rc < 0)
		start(job->daemon, job->id, why);
	else
		report(job->daemon, job->id, answer, why);
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
	bool only_sweep;

	(void)why;
	if (rc < 0 || store_get_task(daemon->store, id, &job->task, &err) < 0) {
		job_free(job);
		return;
	}
	run_id(job->run, id, job->task.runs);
	if (caller_env_read(&job->caller, daemon->state, id, &err) < 0)
		log_err(&err);
	only_sweep = job->only_sweep;
	if (worker_start(daemon->workers, &work, &err) == 0)
		return;
	if (only_sweep) {
		report(daemon, id, NULL, &err);
		return;
	}
	log_err(&err);
	schedule_retry(daemon);
}

static void start(struct daemon *daemon, int64_t task, const struct err *killed)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->daemon = daemon;
	job->id = task;
	job->only_sweep = killed != NULL;
	if (killed)
		job->killed = *killed;
	store_when_durable(daemon->store, begin, job);
}

void publish_start(struct daemon *daemon, int64_t task)
{
	start(daemon, task, NULL);
}
