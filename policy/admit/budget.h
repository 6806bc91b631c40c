/*
 * budget - whether a task's budget, or the budget of the day, is spent
 *
 * Pure. A task has a maximum of tokens and dollars; all tasks together have one
 * of runs, run time, tokens and dollars in a day (limits.daily).
 */
#ifndef POLICY_ADMIT_BUDGET_H
#define POLICY_ADMIT_BUDGET_H

#include "model/config/config.h"
#include "model/usage.h"

#define BUDGET_TEXT_SIZE 160

/* Whether the budget of a task is spent; then `text` says which, and how much was
 * used. */
bool budget_of_task(char text[BUDGET_TEXT_SIZE], const struct config *config,
	const struct usage *used);

enum budget_day {
	DAY_OPEN = 0,
	DAY_FULL, /* no run may start; those that run may continue */
	DAY_SPENT, /* those that run must end, too, unless they have reported
		      their total already */
	DAY_OVER, /* the run time is spent: all that run must end */
};

/* The state of the day's budget; `text` as above, unless DAY_OPEN. */
enum budget_day budget_of_day(char text[BUDGET_TEXT_SIZE],
	const struct daily_limits *limits, const struct day_use *use);

bool budget_has_day(const struct daily_limits *limits);

/* When `going` running agents will have used up the run time of the day; 0: never,
 * it has no limit. */
int64_t budget_day_end(const struct daily_limits *limits,
	const struct day_use *use, int64_t going, int64_t now_ms);

#endif
