/*
 * decide - what to do about a verdict: see decide.h
 *
 * What a person asked for comes first, then what needs a person, then the
 * policy's row, within the budgets. Every path ends: each run spends an attempt,
 * and without attempts no run follows. A parked run gets its attempt back; the
 * time parked has a maximum, and so, if no end of a limit is known, has the
 * number of parks in a row.
 */
#include "policy/decide/decide.h"

#include "base/clock.h"
#include "base/duration.h"
#include "policy/backoff.h"
#include "policy/decide/decide_parts.h"

static struct decision decide_asked(const struct situation *situation)
{
	switch (situation->wanted) {
	case WANTED_HELD:
		return decision_make(ACTION_HOLD, 0, REASON_HOLD_REQUESTED,
			"put on hold; held until resumed");
	case WANTED_RESTART:
		return decision_make(ACTION_RESTART, 0,
			REASON_RESTART_REQUESTED, "restart requested");
	case WANTED_REASSIGN:
		return decision_make(ACTION_REASSIGN, 0,
			REASON_REASSIGN_REQUESTED, "another profile requested");
	case WANTED_RESUME:
		return decision_make(ACTION_RESUME, 0, REASON_RESUME_REQUESTED,
			"resume requested");
	case WANTED_STOPPED:
	case WANTED_RUN:
	case WANTEDS:
		break;
	}
	return decision_make(ACTION_NONE, 0, REASON_STOP_REQUESTED,
		"stopped; no further run until resumed");
}

/* The number of newest runs in a row that ended in the same verdict. */
static size_t count_same_verdict(const struct situation *situation)
{
	enum verdict verdict = last_run_of(situation)->verdict;
	size_t count = 0;

	while (count < situation->past_count &&
		situation->past[situation->past_count - 1 - count].verdict ==
			verdict)
		count++;
	return count;
}

/* The number of newest runs in a row that were too short to count as stable. A
 * completed turn is stable, however short. */
static int64_t count_unstable(
	const struct situation *situation, const struct config *config)
{
	int64_t count = 0;

	for (size_t i = situation->past_count; i-- > 0; count++) {
		const struct past_run *run = &situation->past[i];

		if (run->verdict == VERDICT_COMPLETED ||
			(run->started_ms &&
				run->ended_ms - run->started_ms >=
					config->backoff_reset_after_ms))
			break;
	}
	return count;
}

static int64_t retry_backoff(
	const struct situation *situation, const struct config *config)
{
	return retry_wait(count_unstable(situation, config), situation, config);
}

/* A second Ctrl-C within the time: a person means to stop it. */
static bool was_interrupted_again(
	const struct situation *situation, const struct config *config)
{
	const struct past_run *last = last_run_of(situation);

	return situation->past_count >= 2 && last->by_keyboard &&
	       last[-1].by_keyboard &&
	       last->ended_ms - last[-1].ended_ms <=
		       config->interrupt_window_ms;
}

/* The number of runs in a row before the last one that ended like it and were
 * parked. */
static int64_t count_parks_before(const struct situation *situation)
{
	int64_t count = 0;

	for (size_t i = situation->past_count - 1;
		i-- > 0 && situation->past[i].parked &&
		situation->past[i].verdict == last_run_of(situation)->verdict;)
		count++;
	return count;
}

/*
 * Parks until the limit ends, else for as long as the policy says, and a random
 * while longer, so that not all tasks of the account start together. The same
 * end again and again means that the reported time is wrong: there is a minimum
 * wait, which doubles.
 */
static struct decision decide_park(const struct situation *situation,
	const struct policy_row *row, const struct config *config)
{
	enum verdict verdict = last_run_of(situation)->verdict;
	struct decision decision;
	char text[CLOCK_TEXT_SIZE];
	int64_t jitter =
		backoff_full_jitter(config->park_jitter_ms, situation->chance);
	size_t alike = count_same_verdict(situation);
	int64_t minimum = backoff_wait(config->backoff_first_ms,
		config->backoff_max_ms, (int64_t)alike);
	int64_t wait = row->wait == WAIT_BACKOFF
			       ? retry_backoff(situation, config)
			       : row->after_ms;

	if (situation->until_ms)
		wait = situation->until_ms > situation->now_ms
			       ? situation->until_ms - situation->now_ms
			       : 0;
	if (alike > 1 && wait < minimum)
		wait = minimum;
	if (verdict != VERDICT_RATE_LIMITED && !situation->until_ms &&
		count_parks_before(situation) >= config->attempts)
		return decision_make(config->limits_action, 0,
			REASON_PARKED_TOO_OFTEN,
			"%s; parked %lld times already, the maximum",
			verdict_name(verdict), (long long)config->attempts);
	if (budget_is_spent(
		    &decision, situation, config, ACTION_PARK, wait + jitter))
		return decision;
	wait += situation->now_ms;
	decision = decision_make(ACTION_PARK, wait + jitter,
		!situation->until_ms           ? REASON_PARKED
		: verdict == VERDICT_TIMED_OUT ? REASON_DAILY_BUDGET
					       : REASON_LIMIT,
		"%s; parked until %s%s; costs no attempt",
		verdict_name(verdict), clock_text(wait + jitter, text),
		!situation->until_ms ? ""
		: verdict == VERDICT_TIMED_OUT
			? " because the day's budget is spent"
			: ", the end of the limit");
	decision.until_ms = wait;
	decision.gives_back = 1;
	return decision;
}

/* Parks behind a breaker. The attempts that this cause has cost before the
 * breaker opened are given back, too. */
static struct decision decide_behind(const struct situation *situation)
{
	struct decision decision =
		decision_make(ACTION_PARK, situation->behind_until_ms,
			situation->behind_code, "%s; %s; costs no attempt",
			verdict_name(last_run_of(situation)->verdict),
			situation->behind);
	size_t alike = count_same_verdict(situation);

	while ((size_t)decision.gives_back < alike &&
		!situation
			 ->past[situation->past_count - 1 -
				 (size_t)decision.gives_back]
			 .parked)
		decision.gives_back++;
	return decision;
}

/* The action of the policy's row for this occurrence. A reassign without a
 * profile left is passed over. */
static enum action policy_step(
	const struct policy_row *row, size_t occurrence, bool can_reassign)
{
	size_t step = occurrence - 1;

	if (!row->step_count)
		return ACTION_ESCALATE;
	if (step >= (size_t)row->step_count)
		step = (size_t)row->step_count - 1;
	while (row->steps[step] == ACTION_REASSIGN && !can_reassign) {
		if (++step == (size_t)row->step_count)
			return ACTION_ESCALATE;
	}
	return row->steps[step];
}

/* How often in a row that happened, this time included. */
static size_t occurrence_of(const struct situation *situation)
{
	size_t alike = count_same_verdict(situation);

	if (last_run_of(situation)->verdict == VERDICT_PUBLISH_FAILED &&
		(size_t)situation->publishes > alike)
		return (size_t)situation->publishes;
	return alike;
}

struct decision decide(
	const struct situation *situation, const struct config *config)
{
	enum verdict verdict = last_run_of(situation)->verdict;
	const struct policy_row *row = &config->policy[verdict];
	char text[DURATION_TEXT_SIZE];
	struct decision decision;
	enum action action;
	int64_t wait_ms;

	if (verdict == VERDICT_STOPPED)
		return decide_asked(situation);
	if (verdict == VERDICT_COMPLETED)
		return decide_complete(situation, config);
	if (verdict == VERDICT_INCOMPLETE &&
		(situation->checkpoint == CHECKPOINT_BLOCKED ||
			situation->checkpoint == CHECKPOINT_NEEDS_INPUT))
		return decision_make(ACTION_ESCALATE, 0, REASON_CHECKPOINT_ASKS,
			"its checkpoint asks for a person");
	if (verdict == VERDICT_INTERRUPTED &&
		was_interrupted_again(situation, config))
		return decision_make(ACTION_HOLD, 0, REASON_INTERRUPTED_TWICE,
			"Ctrl-C twice within %s; held until resumed",
			duration_text(config->interrupt_window_ms, text));
	/* The day's budget ended the run: the task itself is fine. */
	if (verdict == VERDICT_TIMED_OUT && situation->until_ms)
		return decide_park(situation, row, config);
	action = policy_step(
		row, occurrence_of(situation), situation->can_reassign);
	/* A breaker of this profile does not hold another one back. */
	if (situation->behind && action != ACTION_REASSIGN)
		return decide_behind(situation);
	if (action == ACTION_PUBLISH)
		return decide_publish(situation, row, config);
	if (!decision_starts_run(action))
		return decision_make(action, 0, REASON_POLICY,
			"%s; the policy says %s", verdict_name(verdict),
			action_name(action));
	if (action == ACTION_PARK)
		return decide_park(situation, row, config);
	wait_ms = row->wait == WAIT_BACKOFF ? retry_backoff(situation, config)
					    : row->after_ms;
	if (wait_ms < situation->settle_ms)
		wait_ms = situation->settle_ms;
	if (budget_is_spent(&decision, situation, config, action, wait_ms))
		return decision;
	if (!wait_ms)
		return decision_make(action, 0, REASON_POLICY,
			"%s; %s at once, attempt %lld of %lld",
			verdict_name(verdict), action_name(action),
			(long long)situation->attempts + 1,
			(long long)config->attempts);
	return decision_make(action, situation->now_ms + wait_ms, REASON_POLICY,
		"%s; %s in %s, attempt %lld of %lld", verdict_name(verdict),
		action_name(action), duration_text(wait_ms, text),
		(long long)situation->attempts + 1,
		(long long)config->attempts);
}
