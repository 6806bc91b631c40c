/*
 * time_limits - until when a run may go on, whatever it does
 *
 * All are wall times in ms; 0: for ever.
 */
#ifndef SUPERVISOR_TASKS_TIME_LIMITS_H
#define SUPERVISOR_TASKS_TIME_LIMITS_H

#include "model/run.h"
#include "supervisor/core/turn.h"

/* Its own limit: --timeout, or the config's for a run. */
int64_t time_limit_of_run(const struct turn *turn, const struct task *task,
	const struct run *run);
/* The task's budget: limits.wall_time. */
int64_t time_limit_of_task(const struct turn *turn, const struct task *task);

/* When one of them has to be looked at, the day's time among them. */
int64_t time_limit_next(
	struct turn *turn, const struct task *task, const struct run *run);

/* Of two times the one that comes first; 0 never does. */
int64_t time_earlier(int64_t a, int64_t b);

#endif
