/*
 * time_limits - until when a run may go on, whatever it does: see time_limits.h
 */
#include "supervisor/tasks/time_limits.h"

#include "supervisor/admission/daily_budget.h"

int64_t deadline_earlier(int64_t a, int64_t b)
{
	return a && (!b || a < b) ? a : b;
}

int64_t deadline_of_run(const struct daemon *daemon, const struct task *task,
	const struct run *run)
{
	int64_t limit = task->timeout_ms ? task->timeout_ms
					 : daemon->config.run_time_ms;

	return limit ? run->started_ms + limit : 0;
}

int64_t deadline_of_task(const struct daemon *daemon, const struct task *task)
{
	int64_t budget = daemon->config.wall_time_ms;

	return budget ? task->budget_ms + task->waited_ms + budget : 0;
}

int64_t deadline_next(
	struct daemon *daemon, const struct task *task, const struct run *run)
{
	return deadline_earlier(daily_budget_ends_ms(daemon),
		deadline_earlier(deadline_of_run(daemon, task, run),
			deadline_of_task(daemon, task)));
}
