/*
 * time_limits - until when a run may go on, whatever it does
 *
 * All are wall times in ms; 0: for ever.
 */
#ifndef SUPERVISOR_TASKS_TIME_LIMITS_H
#define SUPERVISOR_TASKS_TIME_LIMITS_H

#include "supervisor/daemon.h"

/* Its own limit: --timeout, or limits.run_time. */
int64_t deadline_of_run(const struct daemon *daemon, const struct task *task,
	const struct run *run);
/* The task's budget: limits.wall_time. */
int64_t deadline_of_task(const struct daemon *daemon, const struct task *task);

/* When one of them has to be looked at, the day's time among them. */
int64_t deadline_next(
	struct daemon *daemon, const struct task *task, const struct run *run);

/* Of two times the one that comes first; 0 never does. */
int64_t deadline_earlier(int64_t a, int64_t b);

#endif
