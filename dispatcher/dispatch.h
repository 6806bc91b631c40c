/*
 * dispatch - start a run of a task
 *
 * The one verb of this room: worktree, session, launch, keeper. A dispatch that
 * was cut off anywhere is called again for the same run: each part finds what
 * is already there, and a keeper takes a run only once. Slow: for workers.
 *
 * A dispatch may begin while the store still commits the run. Only what nobody
 * sees is prepared then; everything else waits for `await`.
 */
#ifndef DISPATCHER_DISPATCH_H
#define DISPATCHER_DISPATCH_H

#include <cjson/cJSON.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/config/config.h"
#include "model/review.h"
#include "model/run.h"
#include "model/task.h"

struct dispatch {
	const struct config *config;
	const char *state;
	const char *programs; /* the directory of reeve's own programs */
	const char *checkpoints; /* the directory of agents' checkpoints */
	const char *host, *boot_id;
	int64_t epoch;
	pid_t leader; /* reeved, whose worker this is */
	struct task *task; /* task->runs is the run's number */
	const struct run *last; /* the run before, or NULL */
	const struct review_list *reviews; /* of the task */
	char *const *caller; /* the caller's environment */

	/* Waits until the run is committed; -1: the commit has failed. */
	int (*await)(void *arg, struct err *err);
	void *arg;
};

/*
 * The answer has the members conversation, base_commit, saved_ref, repaired[]
 * (what was repaired in the worktree) with repair_ref, and left[] (what a
 * restart could not save and has left where it is), each where it is new.
 */
int dispatch(const struct dispatch *dispatch, cJSON *answer, struct err *err);

#endif
