/*
 * sample_activity - what a run that shows nothing does all the same, in a worker
 *
 * The processor time of all that descends from its keeper, and what its
 * worktree holds: see liveness.h.
 */
#ifndef SUPERVISOR_ACT_SAMPLE_ACTIVITY_H
#define SUPERVISOR_ACT_SAMPLE_ACTIVITY_H

#include "supervisor/daemon.h"
#include "policy/liveness.h"

/* `sample` is NULL where none could be taken. */
typedef void sample_fn(struct daemon *daemon, int64_t task, int64_t run,
	const struct liveness_sample *sample);

int sample_take(struct daemon *daemon, const struct task *task, sample_fn *fn,
	struct err *err);

#endif
