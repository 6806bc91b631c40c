/*
 * spending - what runs have used, against what their task may
 *
 * Counted from the events as they come. When a task's earlier runs and this one
 * have used what limits.tokens or limits.cost allows, the run is ended at once.
 */
#ifndef SUPERVISOR_TASKS_SPENDING_H
#define SUPERVISOR_TASKS_SPENDING_H

#include "supervisor/sense/run_events.h"

void spending_hear(
	struct daemon *daemon, struct followed *run, const cJSON *event);

/*
 * This run's share of what its CLI told; some tell the sum of the whole
 * conversation.
 */
struct usage spending_of_run(struct daemon *daemon, const struct run *run,
	const struct profile *profile, struct usage told);

#endif
