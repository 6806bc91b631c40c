/*
 * decide_budget - whether a task's budgets allow for another run
 *
 * Attempts, time, tokens and cost. The time parked has a maximum of its own,
 * because most limits end in hours, some in days.
 */
#include "base/clock.h"
#include "base/duration.h"
#include "policy/admit/budget.h"
#include "policy/decide/decide_parts.h"

static const char *last_verdict(const struct situation *situation)
{
	return verdict_name(last_run_of(situation)->verdict);
}

bool budget_is_used_up(struct decision *decision,
	const struct situation *situation, const struct config *config,
	const char *verdict)
{
	struct usage sum = { 0 };
	char text[BUDGET_TEXT_SIZE];

	for (size_t i = 0; i < situation->past_count; i++)
		usage_add(&sum, &situation->past[i].usage);
	if (!budget_of_task(text, config, &sum))
		return false;
	*decision = decision_make(config->limits_action, 0, REASON_USAGE_SPENT,
		"%s; %s", verdict, text);
	return true;
}

int64_t budget_time_used(const struct situation *situation)
{
	return situation->now_ms - situation->budget_ms - situation->waited_ms;
}

static bool time_is_spent(struct decision *decision,
	const struct situation *situation, const struct config *config,
	enum action action, int64_t wait_ms)
{
	bool parks = action == ACTION_PARK;
	int64_t used = budget_time_used(situation) + (parks ? 0 : wait_ms);
	const char *verdict = last_verdict(situation);
	char text[DURATION_TEXT_SIZE], until[CLOCK_TEXT_SIZE];

	if (config->wall_time_ms && used >= config->wall_time_ms)
		*decision = decision_make(config->limits_action, 0,
			REASON_TIME_SPENT,
			"%s; its time budget of %s ends before another run",
			verdict, duration_text(config->wall_time_ms, text));
	else if (parks && config->parked_time_ms &&
		 situation->waited_ms + wait_ms >= config->parked_time_ms)
		*decision = decision_make(config->limits_action, 0,
			REASON_PARKED_TOO_LONG,
			"%s until %s; it is parked for %s at most", verdict,
			clock_text(situation->now_ms + wait_ms, until),
			duration_text(config->parked_time_ms, text));
	else
		return false;
	return true;
}

bool budget_is_spent(struct decision *decision,
	const struct situation *situation, const struct config *config,
	enum action action, int64_t wait_ms)
{
	const char *verdict = last_verdict(situation);

	if (budget_is_used_up(decision, situation, config, verdict))
		return true;
	/* A parked run gets its attempt back. */
	if (situation->attempts >= config->attempts && action != ACTION_PARK) {
		*decision = decision_make(config->limits_action, 0,
			REASON_ATTEMPTS_SPENT,
			"%s; all %lld attempts are spent", verdict,
			(long long)config->attempts);
		return true;
	}
	return time_is_spent(decision, situation, config, action, wait_ms);
}
