/*
 * git_sweep - end what the git of a dead reeved has left: see git_sweep.h
 */
#include "supervisor/act/git_sweep.h"

#include "base/log.h"
#include "dispatcher/leftovers.h"

static int sweep(void *arg, cJSON *answer, struct err *err)
{
	struct daemon *daemon = arg;

	(void)answer;
	(void)err;
	leftovers_end_git(
		daemon->state, daemon->epoch, daemon->config.grace_ms);
	return 0;
}

static void swept(void *arg, int rc, const cJSON *answer, const struct err *why)
{
	(void)arg;
	(void)answer;
	if (rc < 0)
		log_warn("cannot look for what git has left: %s", why->message);
}

void git_sweep(struct daemon *daemon)
{
	struct work work = { .run = sweep, .done = swept, .arg = daemon };
	struct err err = ERR_INIT;

	if (worker_start(daemon->workers, &work, &err) < 0)
		log_err(&err);
}
