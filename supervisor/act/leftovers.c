/*
 * leftovers - what the git of a dead reeved has left running is ended
 *
 * The workers of a dead reeved died with it, and their git with these; but a
 * filter that git had started (LFS) may wait for ever.
 */
#include "base/log.h"
#include "dispatcher/leftovers.h"
#include "supervisor/act/job.h"

static int sweep_git_work(void *arg, cJSON *answer, struct err *err)
{
	const struct turn *turn = ((struct job *)arg)->act->turn;

	(void)answer;
	(void)err;
	leftovers_end_git(
		turn->host->state, turn->host->epoch, turn->config->grace_ms);
	return 0;
}

static void sweep_git_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	(void)arg;
	(void)answer;
	if (rc < 0)
		log_warn("cannot look for what git has left: %s", why->message);
}

void sweep_git(struct act *act)
{
	struct job *job = job_new(act, 0, NULL);
	struct err err = ERR_INIT;

	if (job_start(job, sweep_git_work, sweep_git_done, false, &err) < 0)
		log_err(&err);
}
