/*
 * run_work - the work of an ended run is looked at, verified and published
 *
 * By workers. One that was killed may have left programs of the person's
 * running: a second one ends those, and then the first is made again or its
 * failure is told.
 */
#include "base/log.h"
#include "dispatcher/inspect.h"
#include "dispatcher/leftovers.h"
#include "dispatcher/publish.h"
#include "supervisor/act/job.h"

/* An inspection that is cut off says nothing of the work. */
#define INSPECT_TRIES 3

static void sweep_run(const struct job *job)
{
	const struct turn *turn = job->act->turn;

	leftovers_end(turn->host->state, job->run, turn->config->grace_ms);
}

/* The same work once more, with a fresh copy of the task. */
static struct job *job_again(const struct job *job)
{
	struct err err = ERR_INIT;
	struct job *again = job_new(job->act, job->task.id, &err);

	if (!again)
		log_err(&err);
	return again;
}

static int inspect_work(void *arg, cJSON *answer, struct err *err)
{
	struct job *job = arg;
	const struct turn *turn = job->act->turn;
	struct inspection inspection = {
		.config = turn->config,
		.state = turn->host->state,
		.task = &job->task,
		.run = job->run,
	};

	if (!job->only_sweep)
		return inspect(&inspection, answer, err);
	sweep_run(job);
	return 0;
}

static void inspect_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg, *again = job_again(job);

	if (rc < 0)
		log_warn("cannot look at run %s: %s", job->run, why->message);
	/* What was seen of one run says nothing of the next. */
	if (!again || again->task.runs != job->task.runs) {
		job_free(again);
		return;
	}
	again->tries = job->tries;
	if (rc < 0 && !job->only_sweep) {
		again->only_sweep = true;
		again->tries++;
		job_start_or_retry(again, inspect_work, inspect_done);
	} else if (job->only_sweep && job->tries < INSPECT_TRIES &&
		   again->task.wanted == WANTED_RUN) {
		job_start_or_retry(again, inspect_work, inspect_done);
	} else {
		job_free(again);
		job_post(job, EVENT_INSPECTED, job->only_sweep ? NULL : answer,
			why);
	}
}

void inspect_run(struct act *act, int64_t task)
{
	struct job *job = job_new(act, task, NULL);

	if (job)
		job_start_or_retry(job, inspect_work, inspect_done);
}

static int publish_work_run(void *arg, cJSON *answer, struct err *err)
{
	struct job *job = arg;
	const struct turn *turn = job->act->turn;
	struct publishing publishing = {
		.config = turn->config,
		.state = turn->host->state,
		.programs = turn->host->programs,
		.task = &job->task,
		.run = job->run,
		.caller = job->caller.items,
	};

	if (!job->only_sweep)
		return publish(&publishing, answer, err);
	sweep_run(job);
	return 0;
}

static void publish_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg, *sweep;
	struct err err = ERR_INIT;

	if (job->only_sweep) {
		job_post(job, EVENT_PUBLISHED, NULL, &job->cut_off);
	} else if (rc == 0) {
		job_post(job, EVENT_PUBLISHED, answer, NULL);
	} else if ((sweep = job_again(job))) {
		sweep->only_sweep = true;
		sweep->cut_off = *why;
		if (job_start(sweep, publish_work_run, publish_done, true,
			    &err) < 0)
			job_post(job, EVENT_PUBLISHED, NULL, &err);
	}
}

void publish_work(struct act *act, int64_t task)
{
	struct job *job = job_new(act, task, NULL);
	struct err err = ERR_INIT;

	if (!job)
		return;
	if (job_read_caller(job, &err) < 0)
		log_err(&err);
	job_start_or_retry(job, publish_work_run, publish_done);
}
