/*
 * spending - what runs have used, against what their task may
 */
#ifndef SUPERVISOR_TASKS_SPENDING_H
#define SUPERVISOR_TASKS_SPENDING_H

#include "model/profile/profile.h"
#include "model/run.h"
#include "supervisor/core/turn.h"

/*
 * This run's share of what its CLI told; some tell the sum of the whole
 * conversation. `profile` may be NULL.
 */
struct usage spending_of_run(struct turn *turn, const struct run *run,
	const struct profile *profile, struct usage told);

#endif
