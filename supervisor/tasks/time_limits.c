/*
 * time_limits - until when a run may go on, whatever it does: see time_limits.h
 */
#include "supervisor/tasks/time_limits.h"

#include "supervisor/admission/daily_budget.h"

int64_t time_earlier(int64_t a, int64_t b)
{
	return a && (!b || a < b) ? a : b;
}

int64_t time_limit_of_run(
	const struct turn *turn, const struct task *task, const struct run *run)
{
	int64_t limit =
		task->timeout_ms ? task->timeout_ms : turn->config->run_time_ms;

	return limit ? run->started_ms + limit : 0;
}

int64_t time_limit_of_task(const struct turn *turn, const struct task *task)
{
	int64_t budget = turn->config->wall_time_ms;

	return budget ? task->budget_ms + task->waited_ms + budget : 0;
}

int64_t time_limit_next(
	struct turn *turn, const struct task *task, const struct run *run)
{
	return time_earlier(daily_budget_ends_ms(turn),
		time_earlier(time_limit_of_run(turn, task, run),
			time_limit_of_task(turn, task)));
}
