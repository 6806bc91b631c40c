/*
 * inspect - look at what a run left
 *
 * Slow: in a worker only. Answers with members
 *
 *	swept		processes of the run that were ended
 *	known commits changes	the worktree against its base
 *	unknown		why it could not be looked at, where that is so
 *	fault		why git does not work there, or null
 *	mark		of the worktree, where its agent is kept alive
 *	verify_status	as waitpid gave it; absent: it could not be run
 *	verify_timed_out
 *	verify_again	its first try was killed, by somebody else
 *
 * and puts the verify command's output into runs/ID/verify.log. A run whose
 * record has no end is lost: it is swept, and not verified.
 */
#ifndef DISPATCHER_INSPECT_H
#define DISPATCHER_INSPECT_H

#include <cjson/cJSON.h>

#include "model/config/config.h"
#include "model/task.h"

struct inspection {
	const struct config *config;
	const char *state;
	const struct task *task;
	const char *run; /* "12.2" */
};

int inspect(
	const struct inspection *inspection, cJSON *answer, struct err *err);

/*
 * Ends every process that has the environment of this run of this state
 * directory: SIGTERM, `grace_ms`, SIGKILL. Returns how many there were.
 */
int leftovers_end(const char *state, const char *run, int64_t grace_ms);

/*
 * The same of every process that the git of another epoch has started: see
 * git_mark in git.h.
 */
int leftovers_end_git(const char *state, int64_t epoch, int64_t grace_ms);

#endif
