/*
 * inspect - look at what a run has left
 *
 * Slow: for workers. The answer has the members
 *
 *	swept		processes of the run that were ended
 *	known commits changes	the worktree against its base
 *	unknown		why the worktree could not be read, or null
 *	fault		why git does not work in the worktree, or null
 *	mark		of the worktree, where its agent is kept alive
 *	verify_status	as waitpid gave it; absent: it could not be run
 *	verify_timed_out
 *	verify_again	the verify command was killed by somebody else, and run
 *			a second time
 *
 * and the verify command's output is put into runs/ID/verify.log. A run whose
 * record has no end is lost: its processes are ended, and it is not verified.
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

#endif
