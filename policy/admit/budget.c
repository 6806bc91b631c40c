/*
 * budget - whether a budget is spent: see budget.h
 */
#include "policy/admit/budget.h"

#include <stdio.h>

#include "base/duration.h"

/* The earliest next look at the run time: so the last milliseconds of a budget do
 * not cause look after look. */
#define LOOK_MS 50

static double dollars(int64_t cost)
{
	return (double)cost / USAGE_COST_UNIT;
}

static bool tokens_are_spent(char text[BUDGET_TEXT_SIZE], const char *whose,
	int64_t limit, const struct usage *used)
{
	if (!limit || usage_tokens(used) < limit)
		return false;
	snprintf(text, BUDGET_TEXT_SIZE,
		"%s budget of %lld tokens is spent: %lld used", whose,
		(long long)limit, (long long)usage_tokens(used));
	return true;
}

static bool cost_is_spent(char text[BUDGET_TEXT_SIZE], const char *whose,
	int64_t limit, const struct usage *used)
{
	if (!limit || used->cost < limit)
		return false;
	snprintf(text, BUDGET_TEXT_SIZE,
		"%s budget of %.2f dollars is spent: %.2f used", whose,
		dollars(limit), dollars(used->cost));
	return true;
}

bool budget_of_task(char text[BUDGET_TEXT_SIZE], const struct config *config,
	const struct usage *used)
{
	return tokens_are_spent(text, "its", config->tokens, used) ||
	       cost_is_spent(text, "its", config->cost, used);
}

enum budget_day budget_of_day(char text[BUDGET_TEXT_SIZE],
	const struct daily_limits *limits, const struct day_use *use)
{
	char limit[DURATION_TEXT_SIZE], used[DURATION_TEXT_SIZE];

	if (limits->run_time_ms && use->run_time_ms >= limits->run_time_ms) {
		snprintf(text, BUDGET_TEXT_SIZE,
			"the day's budget of %s of run time is spent: %s used",
			duration_text(limits->run_time_ms, limit),
			duration_text(use->run_time_ms, used));
		return DAY_OVER;
	}
	if (tokens_are_spent(text, "the day's", limits->tokens, &use->usage) ||
		cost_is_spent(text, "the day's", limits->cost, &use->usage))
		return DAY_SPENT;
	if (limits->runs && use->runs >= limits->runs) {
		snprintf(text, BUDGET_TEXT_SIZE,
			"the day's budget of %lld runs is spent: %lld began",
			(long long)limits->runs, (long long)use->runs);
		return DAY_FULL;
	}
	return DAY_OPEN;
}

bool budget_has_day(const struct daily_limits *limits)
{
	return limits->runs || limits->run_time_ms || limits->tokens ||
	       limits->cost;
}

int64_t budget_day_end(const struct daily_limits *limits,
	const struct day_use *use, int64_t going, int64_t now_ms)
{
	int64_t left = limits->run_time_ms - use->run_time_ms;

	if (!limits->run_time_ms)
		return 0;
	if (going > 1)
		left /= going;
	return now_ms + (left > LOOK_MS ? left : LOOK_MS);
}
