/*
 * activity - what a run that shows nothing does all the same
 *
 * Its processor time and what is in its worktree: two such measures, some time
 * apart, tell a run that works from one that hangs (policy/liveness.h).
 */
#ifndef DISPATCHER_ACTIVITY_H
#define DISPATCHER_ACTIVITY_H

#include <cjson/cJSON.h>
#include <sys/types.h>

#include "base/err.h"
#include "model/config/config.h"

/*
 * Fills the answer of a worker: `at_ms` and `awake_ms` when it was measured,
 * `cpu_ms` of the tree of processes below the keeper (-1: not known), and
 * `worktree`, a mark that changes with what is in it (empty: not known). `run`
 * is the number of the run, as "12.2".
 */
int activity_measure(const struct config *config, pid_t keeper, const char *run,
	const char *worktree, cJSON *answer, struct err *err);

#endif
