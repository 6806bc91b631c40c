/*
 * past_runs - what decide is told of the runs before
 */
#ifndef SUPERVISOR_TASKS_PAST_RUNS_H
#define SUPERVISOR_TASKS_PAST_RUNS_H

#include "policy/decide/decide.h"
#include "supervisor/core/turn.h"

/*
 * Runs since the budgets began to count, in their order, `run` last. The caller
 * frees *past. A store that cannot be read has no runs before.
 */
size_t past_runs_list(struct past_run **past, struct turn *turn,
	const struct task *task, const struct run *run);

#endif
