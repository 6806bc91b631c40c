/*
 * inspect_run - a closer look at an ended run: see inspect_run.h
 */
#include "supervisor/act/inspect_run.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/inspect.h"
#include "dispatcher/leftovers.h"
#include "supervisor/tasks/queue_order.h"
#include "supervisor/tasks/state_table.h"

/* A look that is cut off says nothing of the work: so often it is made. */
#define TRIES 3

struct job {
	struct daemon *daemon;
	struct task task;
	char run[RUN_ID_SIZE];
	int64_t id;
	int tries; /* that were cut off */
	bool only_sweep; /* the last one was: end what it has started */
};

static void start(
	struct daemon *daemon, int64_t task, int tries, bool only_sweep);

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
static bool is_newest(const struct job *job, const struct task *task)
{
	return task->runs == job->task.runs;
}

/* Not for who wants its end: that is why it was cut off. */
static bool is_worth_another(const struct job *job, const struct task *task)
{
	return job->only_sweep && job->tries < TRIES &&
	       task->wanted == WANTED_RUN;
}

static void report(struct job *job, const cJSON *answer, const struct err *why)
{
	struct step details = { .answer = answer, .why = why };
	struct err err = ERR_INIT;

	if (step(job->daemon, job->id, STEP_INSPECTED, &details, &err) < 0)
		log_err(&err);
}

static void job_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;
	struct task task = TASK_INIT;
	bool known =
		store_get_task(job->daemon->store, job->id, &task, NULL) == 0;

	if (rc < 0)
		log_warn("cannot look at run %s: %s", job->run, why->message);
	if (known && !is_newest(job, &task))
		log_debug("run %s is not the newest any more", job->run);
	else if (rc < 0 && !job->only_sweep)
		start(job->daemon, job->id, job->tries + 1, true);
	else if (known && is_worth_another(job, &task))
		start(job->daemon, job->id, job->tries, false);
	else
		report(job, job->only_sweep ? NULL : answer, why);
	task_clear(&task);
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

static void start(
	struct daemon *daemon, int64_t task, int tries, bool only_sweep)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->daemon = daemon;
	job->id = task;
	job->tries = tries;
	job->only_sweep = only_sweep;
	store_when_durable(daemon->store, begin, job);
}

void inspect_start(struct daemon *daemon, int64_t task)
{
	start(daemon, task, 0, false);
}
