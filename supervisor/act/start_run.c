/*
 * start_run - the dispatcher at work, in a worker: see start_run.h
 */
#include "supervisor/act/start_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/dispatch.h"
#include "model/paths.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/sense/records.h"
#include "supervisor/tasks/queue_order.h"
#include "supervisor/tasks/state_table.h"

#define GO   'g'
#define STAY 's'

struct job {
	struct daemon *daemon;
	struct task task;
	struct run last;
	bool has_last;
	struct review_list reviews;
	struct argv caller;
	int gate; /* for the worker to wait at */
	pid_t leader;
};

/* In the worker: until the store has committed what it works for. */
static int wait_at_gate(void *arg, struct err *err)
{
	struct job *job = arg;
	char word = 0;

	while (read(job->gate, &word, 1) < 0 && errno == EINTR)
		;
	if (word == GO)
		return 0;
	return err_set(err, EXIT_TRY_LATER,
		"cannot start a run: the store does not take it");
}

static void open_gates(void *arg, int rc, const struct err *why)
{
	struct daemon *daemon = arg;
	char word = rc == 0 ? GO : STAY;

	(void)why;
	for (size_t i = 0; i < daemon->gate_count; i++) {
		if (write_all(daemon->gates[i], &word, 1) < 0)
			log_debug("a worker has ended before it could go on");
		close(daemon->gates[i]);
	}
	daemon->gate_count = 0;
}

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
		.leader = job->leader,
		.task = &job->task,
		.last = job->has_last ? &job->last : NULL,
		.reviews = &job->reviews,
		.caller = job->caller.items,
		.await = wait_at_gate,
		.arg = job,
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
	/* What the store refuses is looked at again with all else. */
	if (!daemon->retry_ms)
		notice_run(daemon, task);
}

/* A worker that died after it had handed its run over has done its work. */
static bool has_begun(const struct job *job)
{
	char id[RUN_ID_SIZE];

	run_id(id, job->task.id, job->task.runs);
	return access(path_record(job->daemon->state, id).text, F_OK) == 0;
}

static void job_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;

	if (rc < 0 && has_begun(job))
		notice_run(job->daemon, job->task.id);
	else
		report(job->daemon, job->task.id, rc, answer, why);
}

static void job_free(void *arg)
{
	struct job *job = arg;

	task_clear(&job->task);
	run_clear(&job->last);
	review_list_clear(&job->reviews);
	argv_clear(&job->caller);
	if (job->gate >= 0)
		close(job->gate);
	free(job);
}

static int job_fill(struct job *job, int64_t task, struct err *err)
{
	struct daemon *daemon = job->daemon;
	int rc = store_get_task(daemon->store, task, &job->task, err);

	if (rc == 0 && job->task.runs > 1) {
		rc = store_get_run(daemon->store, task, job->task.runs - 1,
			&job->last, err);
		job->has_last = rc == 0;
	}
	if (rc == 0)
		rc = store_list_reviews(
			daemon->store, task, &job->reviews, err);
	return rc < 0 ? rc
		      : caller_env_read(&job->caller, daemon->state, task, err);
}

/* The worker begins at once, and goes on when the store has committed. */
static int job_start(struct job *job, struct err *err)
{
	struct work work = { job_run, job_done, job, job_free, job->task.id };
	struct daemon *daemon = job->daemon;
	bool in_vain = job->task.wanted != WANTED_RUN;
	int64_t task = job->task.id;
	int ends[2], rc;

	if (pipe2(ends, O_CLOEXEC) < 0) {
		job_free(job);
		return err_sys(err, "cannot start a worker");
	}
	job->gate = ends[0];
	daemon->gates = mem_grow(daemon->gates,
		(daemon->gate_count + 1) * sizeof(*daemon->gates));
	daemon->gates[daemon->gate_count++] = ends[1];
	rc = worker_start(daemon->workers, &work, err);
	/* Asked for before the last leader died: the first try may have come
	 * as far as the start, which only another can tell. */
	if (rc == 0 && in_vain)
		workers_give_up(daemon->workers, task);
	return rc;
}

static void start(struct daemon *daemon, int64_t task)
{
	struct job *job = mem_alloc(sizeof(*job));
	struct err err = ERR_INIT;
	int rc;

	*job = (struct job){ .daemon = daemon, .gate = -1, .leader = getpid() };
	rc = job_fill(job, task, &err);
	if (rc == 0 && job->task.state != STATE_STARTING) {
		job_free(job); /* it was undone, or somebody was faster */
		return;
	}
	if (rc < 0) {
		job_free(job);
		report(daemon, task, -1, NULL, &err);
	} else if (job_start(job, &err) < 0) {
		log_err(&err);
		schedule_retry(daemon);
	}
}

void dispatch_soon(struct daemon *daemon, int64_t task)
{
	daemon->starting = mem_grow(daemon->starting,
		(daemon->starting_count + 1) * sizeof(*daemon->starting));
	daemon->starting[daemon->starting_count++] = task;
	/* Here already, to come before what else waits for the commit. */
	store_when_durable(daemon->store, open_gates, daemon);
}

void dispatch_all(struct daemon *daemon)
{
	for (size_t i = 0; i < daemon->starting_count; i++)
		start(daemon, daemon->starting[i]);
	/* There may have been a commit since. */
	if (daemon->gate_count)
		store_when_durable(daemon->store, open_gates, daemon);
	daemon->starting_count = 0;
}
