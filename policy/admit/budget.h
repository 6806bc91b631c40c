/*
 * budget - what may be used, and whether it is
 *
 * Pure. A task's tokens and dollars, and what all tasks together may use in a
 * day (limits.daily).
 */
#ifndef POLICY_ADMIT_BUDGET_H
#define POLICY_ADMIT_BUDGET_H

#include "model/config/config.h"
#include "model/usage.h"

#define BUDGET_TEXT_SIZE 160

/* Whether a task's is spent; then `text` names it and says what was used. */
bool budget_of_task(char text[BUDGET_TEXT_SIZE], const struct config *config,
	const struct usage *used);

enum budget_day {
	DAY_OPEN = 0,
	DAY_FULL, /* nothing more may begin; what runs may go on */
	DAY_SPENT, /* what runs must end as well, unless it has told its total */
	DAY_OVER, /* its time is spent: whatever runs must end */
};

/* The same of a day. */
enum budget_day budget_of_day(char text[BUDGET_TEXT_SIZE],
	const struct daily_limits *limits, const struct day_use *use);

bool budget_has_day(const struct daily_limits *limits);

/* When that many agents at work will have used up the day's time, if nothing
 * changes; 0: never. */
int64_t budget_day_end(const struct daily_limits *limits,
	const struct day_use *use, int64_t going, int64_t now_ms);

#endif
