/*
 * dispatch - from a task to a run that goes
 *
 * The one verb of the dispatcher: worktree, session, launch, keeper. It can be
 * cut off anywhere and called again for the same run: each part finds what is
 * already there, and a keeper takes a run only once. Slow: in a worker.
 *
 * It may begin while the store still commits that there is to be this run:
 * what can be prepared unseen is, and all else waits for `await`.
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
	const char *checkpoints; /* where agents leave theirs */
	const char *host, *boot_id;
	int64_t epoch;
	pid_t leader; /* reeved itself, whose worker this is */
	struct task *task; /* task->runs is the run's number */
	const struct run *last; /* the run before, or NULL */
	const struct review_list *reviews; /* what was said about it */
	char *const *caller; /* the caller's environment */

	/* Waits until the run is durable; -1: it will not be. */
	int (*await)(void *arg, struct err *err);
	void *arg;
};

/*
 * Fills `answer` with what is new: conversation, base_commit, saved_ref,
 * repaired[] (what was put right in its worktree) with repair_ref, and left[]
 * (what a restart could not save and therefore left where it is).
 */
int dispatch(const struct dispatch *dispatch, cJSON *answer, struct err *err);

#endif
