/*
 * decide_completed - what follows on work that is complete: see decide_parts.h
 *
 * A complete turn spends no attempt; publishing has a budget of its own. Both
 * end: turns by the budgets of time, tokens and cost, publishing by its
 * attempts.
 */
#include "base/duration.h"
#include "policy/backoff.h"
#include "policy/decide/decide_parts.h"

/* The wait before the next turn: it doubles with each idle turn in a row. */
static int64_t turn_wait(
	const struct situation *situation, const struct config *config)
{
	int64_t idle = 0;

	if (situation->told)
		return 0;
	for (size_t i = situation->past_count;
		i-- > 0 && situation->past[i].idle;)
		idle++;
	return backoff_wait(config->keep_alive_backoff_first_ms,
		config->keep_alive_backoff_max_ms, idle);
}

/* A turn that is complete spends no attempt; all other budgets hold. */
static struct decision take_turn(
	const struct situation *situation, const struct config *config)
{
	int64_t wait = turn_wait(situation, config);
	int64_t used = budget_time_used(situation) + wait;
	char text[DURATION_TEXT_SIZE];
	struct decision decision;

	if (budget_is_used_up(&decision, situation, config, "turn complete")) {
		decision.action = ACTION_ESCALATE;
		return decision;
	}
	if (config->wall_time_ms && used >= config->wall_time_ms)
		return decision_make(ACTION_ESCALATE, 0, REASON_TIME_SPENT,
			"turn complete; its time budget of %s ends before "
			"another",
			duration_text(config->wall_time_ms, text));
	if (situation->told)
		return decision_make(ACTION_RESUME, 0, REASON_UNHEARD,
			"turn complete; next turn at once, with what was said "
			"to it");
	if (!wait)
		return decision_make(ACTION_RESUME, 0, REASON_NEXT_TURN,
			"turn complete; kept alive, next turn at once");
	return decision_make(ACTION_RESUME, situation->now_ms + wait,
		REASON_NEXT_TURN,
		"turn complete, nothing changed; kept alive, next turn in %s",
		duration_text(wait, text));
}

struct decision decide_complete(
	const struct situation *situation, const struct config *config)
{
	if (situation->next_turn)
		return take_turn(situation, config);
	if (situation->publish)
		return decision_make(ACTION_PUBLISH, 0, REASON_PUBLISH,
			"the task is done; publishing starts now");
	return decision_make(
		ACTION_COMPLETE, 0, REASON_COMPLETED, "the task is done");
}

/* The work is complete: only publishing is repeated, within a budget of its own. */
struct decision decide_publish(const struct situation *situation,
	const struct policy_row *row, const struct config *config)
{
	long long attempts = (long long)config->publish.attempts;
	char text[DURATION_TEXT_SIZE];
	int64_t wait;

	if (situation->publish_is_final)
		return decision_make(ACTION_ESCALATE, 0, REASON_PUBLISH_FINAL,
			"publish_failed; the same attempt again would change "
			"nothing");
	if (situation->publishes >= config->publish.attempts)
		return decision_make(config->limits_action, 0,
			REASON_PUBLISH_ATTEMPTS_SPENT,
			"publish_failed; all %lld attempts to publish are spent",
			attempts);
	wait = row->wait == WAIT_BACKOFF
		       ? retry_wait(situation->publishes, situation, config)
		       : row->after_ms;
	if (!wait)
		return decision_make(ACTION_PUBLISH, 0, REASON_PUBLISH_AGAIN,
			"publish_failed; publish at once, attempt %lld of %lld",
			(long long)situation->publishes + 1, attempts);
	return decision_make(ACTION_PUBLISH, situation->now_ms + wait,
		REASON_PUBLISH_AGAIN,
		"publish_failed; publish in %s, attempt %lld of %lld",
		duration_text(wait, text), (long long)situation->publishes + 1,
		attempts);
}
