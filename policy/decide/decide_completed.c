/*
 * decide_completed - what follows on work that is complete: see decide_parts.h
 *
 * A turn that is complete spends no attempt; publishing has its own budget.
 * Both end: turns by the budgets of time, tokens and cost, publishing by its
 * attempts.
 */
#include "base/duration.h"
#include "policy/decide/decide_parts.h"

/* The wait after so many idle turns in a row. */
static int64_t turn_wait(
	const struct situation *situation, const struct config *config)
{
	int64_t wait = config->keep_alive_backoff_first_ms;
	size_t idle = 0;

	while (idle < situation->past_count &&
		situation->past[situation->past_count - 1 - idle].idle)
		idle++;
	if (!idle || situation->told)
		return 0;
	for (size_t i = 1; i < idle && wait < config->keep_alive_backoff_max_ms;
		i++)
		wait *= 2;
	return wait < config->keep_alive_backoff_max_ms
		       ? wait
		       : config->keep_alive_backoff_max_ms;
}

/* A turn that is complete spends no attempt; all other budgets hold. */
static struct decision take_turn(
	const struct situation *situation, const struct config *config)
{
	int64_t wait = turn_wait(situation, config);
	int64_t used = budget_time_used(situation) + wait;
	char text[DURATION_TEXT_SIZE];
	struct decision decision;

	if (budget_is_used_up(
		    &decision, situation, config, "its turn is complete")) {
		decision.action = ACTION_ESCALATE;
		return decision;
	}
	if (config->wall_time_ms && used >= config->wall_time_ms)
		return decision_make(ACTION_ESCALATE, 0,
			"its turn is complete, and its time budget of %s does "
			"not last for another",
			duration_text(config->wall_time_ms, text));
	if (situation->told)
		return decision_make(ACTION_RESUME, 0,
			"its turn is complete, and it has not heard yet what "
			"was said to it: the next one at once");
	if (!wait)
		return decision_make(ACTION_RESUME, 0,
			"its turn is complete; it is kept alive: the next one "
			"at once");
	return decision_make(ACTION_RESUME, situation->now_ms + wait,
		"its turn is complete; it is kept alive: the next one in %s, "
		"for it changed nothing",
		duration_text(wait, text));
}

struct decision decide_complete(
	const struct situation *situation, const struct config *config)
{
	if (situation->next_turn)
		return take_turn(situation, config);
	if (situation->publish)
		return decision_make(ACTION_PUBLISH, 0,
			"it is done, and now it is published");
	return decision_make(ACTION_COMPLETE, 0, "it is done");
}

/* The work stands: only the last step is done again, within its own budget. */
struct decision decide_publish(const struct situation *situation,
	const struct policy_row *row, const struct config *config)
{
	long long attempts = (long long)config->publish.attempts;
	char text[DURATION_TEXT_SIZE];
	int64_t wait;

	if (situation->publish_is_final)
		return decision_make(ACTION_ESCALATE, 0,
			"publish_failed: to try it again as it is would change "
			"nothing");
	if (situation->publishes >= config->publish.attempts)
		return decision_make(config->limits_action, 0,
			"publish_failed, and all %lld attempts to publish are "
			"spent",
			attempts);
	wait = row->wait == WAIT_BACKOFF
		       ? backoff_after((size_t)situation->publishes, situation,
				 config)
		       : row->after_ms;
	if (!wait)
		return decision_make(ACTION_PUBLISH, 0,
			"publish_failed: published again at once, attempt %lld "
			"of %lld",
			(long long)situation->publishes + 1, attempts);
	return decision_make(ACTION_PUBLISH, situation->now_ms + wait,
		"publish_failed: published again in %s, attempt %lld of %lld",
		duration_text(wait, text), (long long)situation->publishes + 1,
		attempts);
}
