/*
 * start_run - a run is made and handed to its keeper, by a worker: EFFECT_DISPATCH
 *
 * The only effect that begins before the commit: the worker is forked first, and
 * prepares files of the run while the store commits. It waits at a pipe before
 * it does what others could see, and goes on when the commit has succeeded.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "dispatcher/dispatch.h"
#include "model/paths.h"
#include "supervisor/act/job.h"

#define GO   'g'
#define STAY 's'

/* In the worker: until the store has committed what it works for. */
static int wait_for_commit(void *arg, struct err *err)
{
	struct job *job = arg;

	while (read(job->pipe, &job->word, 1) < 0 && errno == EINTR)
		;
	job->waited = true;
	if (job->word == GO)
		return 0;
	return err_set(err, EXIT_TRY_LATER,
		"cannot start a run: the store cannot save it");
}

static int start_run_work(void *arg, cJSON *answer, struct err *err)
{
	struct job *job = arg;
	const struct turn *turn = job->act->turn;
	const struct host *host = turn->host;
	struct dispatch with = {
		.config = turn->config,
		.state = host->state,
		.programs = host->programs,
		.checkpoints = host->checkpoints,
		.host = host->name,
		.boot_id = host->boot_id,
		.epoch = host->epoch,
		.leader = job->leader,
		.task = &job->task,
		.last = job->has_last ? &job->last : NULL,
		.reviews = &job->reviews,
		.caller = job->caller.items,
		.await = wait_for_commit,
		.arg = job,
	};

	struct err ignored = ERR_INIT;
	int rc;

	/* The end was asked for before the last leader died. Its worker may have
	 * come as far as the start, which only this one can tell; the worker is
	 * cancelled before it starts a git. */
	if (job->task.wanted != WANTED_RUN)
		raise(SIGTERM);
	rc = dispatch(&with, answer, err);

	/* Of what was never committed nothing is said, also not that it could
	 * not be prepared. */
	if (!job->waited)
		wait_for_commit(job, &ignored);
	if (job->word == GO)
		return rc;
	json_add_bool(answer, "stays", true);
	return 0;
}

/* A worker that died after it had handed its run over has done its work. */
static bool start_run_has_begun(const struct job *job)
{
	return access(path_record(job->act->turn->host->state, job->run).text,
		       F_OK) == 0;
}

static void start_run_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct job *job = arg;

	/* The commit has failed: there is no such run. */
	if (json_bool(answer, "stays"))
		return;
	if (rc == 0) {
		job_post(job, EVENT_DISPATCHED, answer, NULL);
	} else if (!start_run_has_begun(job)) {
		log_warn("cannot dispatch run %s: %s", job->run, why->message);
		job_post(job, EVENT_DISPATCH_FAILED, NULL, why);
	}
	/* While the worker was there nobody looked at the record. */
	turn_post_task(job->act->turn, EVENT_DISPATCH_OVER, job->task.id);
}

static int start_run_fill(struct job *job, struct err *err)
{
	struct store *store = job->act->turn->store;
	const struct task *task = &job->task;
	int rc = 0;

	job->leader = getpid();
	if (task->runs > 1) {
		rc = store_get_run(
			store, task->id, task->runs - 1, &job->last, err);
		job->has_last = rc == 0;
	}
	if (rc == 0)
		rc = store_list_reviews(store, task->id, &job->reviews, err);
	return rc < 0 ? rc : job_read_caller(job, err);
}

/* The worker begins at once; its end of the pipe is in the effect. */
static int start_run_fork(
	struct job *job, struct effect *effect, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		job_free(job);
		return err_sys(err, "cannot start a worker");
	}
	job->pipe = ends[0];
	effect->pipe = ends[1];
	return job_start(job, start_run_work, start_run_done, true, err);
}

void start_run_prepare(struct act *act, struct effect *effect)
{
	struct err err = ERR_INIT;
	struct job *job = job_new(act, effect->task, &err);

	if (job && job->task.state != STATE_STARTING) {
		job_free(job); /* it was undone */
	} else if (!job || start_run_fill(job, &err) < 0) {
		job_free(job);
		turn_post(act->turn,
			&(struct event){ .kind = EVENT_DISPATCH_FAILED,
				.task = effect->task,
				.why = err });
	} else if (start_run_fork(job, effect, &err) < 0) {
		log_err(&err);
		turn_retry_later(act->turn);
	}
}

static void start_run_say(struct effect *effect, char word)
{
	if (effect->pipe <= 0)
		return;
	if (write_all(effect->pipe, &word, 1) < 0)
		log_debug("a worker ended before the commit");
	close(effect->pipe);
	effect->pipe = 0;
}

void start_run_go(struct act *act, struct effect *effect)
{
	(void)act;
	start_run_say(effect, GO);
}

void start_run_drop(struct act *act, struct effect *effect)
{
	(void)act;
	start_run_say(effect, STAY);
}
