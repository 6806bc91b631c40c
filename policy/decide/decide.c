/*
 * decide - what to do about a verdict: see decide.h
 *
 * What was asked for comes first, then what needs a person, then the budgets,
 * then the policy's row. Every path ends: each run spends an attempt, and when
 * they are spent the answer is no longer a run. One that is parked gets its
 * attempt back, and may be parked for so long only; where nobody told of a
 * limit, as often as there are attempts.
 */
#include "policy/decide/decide.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/duration.h"
#include "policy/decide/decide_parts.h"

struct decision decision_make(
	enum action action, int64_t at_ms, const char *format, ...)
{
	struct decision decision = { .action = action, .at_ms = at_ms };
	va_list args;

	va_start(args, format);
	vsnprintf(decision.reason, sizeof(decision.reason), format, args);
	va_end(args);
	return decision;
}

static const struct past_run *last_of(const struct situation *situation)
{
	return &situation->past[situation->past_count - 1];
}

static struct decision decide_asked(const struct situation *situation)
{
	switch (situation->wanted) {
	case WANTED_HELD:
		return decision_make(ACTION_HOLD, 0, "it was put on hold");
	case WANTED_RESTART:
		return decision_make(
			ACTION_RESTART, 0, "a restart was asked for");
	case WANTED_REASSIGN:
		return decision_make(
			ACTION_REASSIGN, 0, "another profile was asked for");
	case WANTED_RESUME:
		return decision_make(
			ACTION_RESUME, 0, "a resume was asked for");
	case WANTED_STOPPED:
	case WANTED_RUN:
	case WANTEDS:
		break;
	}
	return decision_make(ACTION_NONE, 0,
		"it was stopped, and stays so until "
		"somebody resumes it");
}

/* How many of the newest runs ended in this same verdict. */
static size_t count_alike(const struct situation *situation)
{
	enum verdict verdict = last_of(situation)->verdict;
	size_t count = 0;

	while (count < situation->past_count &&
		situation->past[situation->past_count - 1 - count].verdict ==
			verdict)
		count++;
	return count;
}

/* How many of the newest runs in a row were too short to count as stable; a
 * turn that was completed is, however short. */
static size_t count_unstable(
	const struct situation *situation, const struct config *config)
{
	size_t count = 0;

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

/*
 * First at once; then the limit doubles from backoff_first to backoff_max, and
 * the wait is anywhere below it, so that many do not come back together.
 */
int64_t backoff_after(size_t failures, const struct situation *situation,
	const struct config *config)
{
	int64_t limit = config->backoff_first_ms;

	if (failures <= 1)
		return 0;
	for (size_t i = 2; i < failures && limit < config->backoff_max_ms; i++)
		limit *= 2;
	if (limit > config->backoff_max_ms)
		limit = config->backoff_max_ms;
	if (limit <= 0)
		return 0;
	return (int64_t)(situation->chance % ((uint64_t)limit + 1));
}

static int64_t backoff(
	const struct situation *situation, const struct config *config)
{
	return backoff_after(
		count_unstable(situation, config), situation, config);
}

/* Two keys within the time: whoever sits there means it. */
static bool person_means_it(
	const struct situation *situation, const struct config *config)
{
	const struct past_run *last = last_of(situation);

	return situation->past_count >= 2 && last->by_keyboard &&
	       last[-1].by_keyboard &&
	       last->ended_ms - last[-1].ended_ms <=
		       config->interrupt_window_ms;
}

static bool is_run(enum action action)
{
	return action == ACTION_RESUME || action == ACTION_RESTART ||
	       action == ACTION_REASSIGN || action == ACTION_REPAIR ||
	       action == ACTION_PARK;
}

/* So many alike in a row: what grows with them has come this far. */
static int64_t doubled(size_t times, const struct config *config)
{
	int64_t limit = config->backoff_first_ms;

	for (size_t i = 1; i < times && limit < config->backoff_max_ms; i++)
		limit *= 2;
	return limit < config->backoff_max_ms ? limit : config->backoff_max_ms;
}

/* How many of the runs before the last one ended like it and were parked, in a
 * row. */
static int64_t count_parked(const struct situation *situation)
{
	int64_t count = 0;

	for (size_t i = situation->past_count - 1;
		i-- > 0 && situation->past[i].parked &&
		situation->past[i].verdict == last_of(situation)->verdict;)
		count++;
	return count;
}

/*
 * Until the limit ends, else for as long as the policy says; a little more, by
 * chance, for all of the account. One that ends at once, again and again, is
 * not believed.
 */
static struct decision park(const struct situation *situation,
	const struct policy_row *row, const struct config *config)
{
	enum verdict verdict = last_of(situation)->verdict;
	struct decision decision;
	char text[CLOCK_TEXT_SIZE];
	int64_t jitter = (int64_t)(situation->chance %
				   ((uint64_t)config->park_jitter_ms + 1));
	size_t alike = count_alike(situation);
	int64_t wait = row->wait == WAIT_BACKOFF ? backoff(situation, config)
						 : row->after_ms;

	if (situation->until_ms)
		wait = situation->until_ms > situation->now_ms
			       ? situation->until_ms - situation->now_ms
			       : 0;
	if (alike > 1 && wait < doubled(alike, config))
		wait = doubled(alike, config);
	if (verdict != VERDICT_RATE_LIMITED && !situation->until_ms &&
		count_parked(situation) >= config->attempts)
		return decision_make(config->limits_action, 0,
			"%s, and it was parked %lld times already",
			verdict_name(verdict), (long long)config->attempts);
	if (budget_is_spent(
		    &decision, situation, config, ACTION_PARK, wait + jitter))
		return decision;
	wait += situation->now_ms;
	decision = decision_make(ACTION_PARK, wait + jitter,
		"%s: parked until %s%s; this costs no attempt",
		verdict_name(verdict), clock_text(wait + jitter, text),
		!situation->until_ms ? ""
		: verdict == VERDICT_TIMED_OUT
			? ", for the day's budget is spent"
			: ", for it said when the limit ends");
	decision.until_ms = wait;
	decision.gives_back = 1;
	return decision;
}

/* What it has spent on just this so far is given back, too. */
static struct decision wait_behind(const struct situation *situation)
{
	struct decision decision = decision_make(ACTION_PARK,
		situation->behind_until_ms, "%s: %s; this costs no attempt",
		verdict_name(last_of(situation)->verdict), situation->behind);
	size_t alike = count_alike(situation);

	while ((size_t)decision.gives_back < alike &&
		!situation
			 ->past[situation->past_count - 1 -
				 (size_t)decision.gives_back]
			 .parked)
		decision.gives_back++;
	return decision;
}

/* The row's action for this occurrence; one that cannot be done is passed. */
static enum action pick_step(
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

/* Which time in a row it is. */
static size_t occurrence_of(const struct situation *situation)
{
	size_t alike = count_alike(situation);

	if (last_of(situation)->verdict == VERDICT_PUBLISH_FAILED &&
		(size_t)situation->publishes > alike)
		return (size_t)situation->publishes;
	return alike;
}

struct decision decide(
	const struct situation *situation, const struct config *config)
{
	enum verdict verdict = last_of(situation)->verdict;
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
		return decision_make(
			ACTION_ESCALATE, 0, "its checkpoint asks for a person");
	if (verdict == VERDICT_INTERRUPTED &&
		person_means_it(situation, config))
		return decision_make(ACTION_HOLD, 0,
			"interrupted by the keyboard twice within %s: whoever "
			"sits there means it",
			duration_text(config->interrupt_window_ms, text));
	/* Nothing is wrong with it: the day's budget is spent. */
	if (verdict == VERDICT_TIMED_OUT && situation->until_ms)
		return park(situation, row, config);
	action = pick_step(
		row, occurrence_of(situation), situation->can_reassign);
	/* Another profile does not wait for this one's breaker. */
	if (situation->behind && action != ACTION_REASSIGN)
		return wait_behind(situation);
	if (action == ACTION_PUBLISH)
		return decide_publish(situation, row, config);
	if (!is_run(action))
		return decision_make(action, 0, "%s: the policy says %s",
			verdict_name(verdict), action_name(action));
	if (action == ACTION_PARK)
		return park(situation, row, config);
	wait_ms = row->wait == WAIT_BACKOFF ? backoff(situation, config)
					    : row->after_ms;
	if (wait_ms < situation->settle_ms)
		wait_ms = situation->settle_ms;
	if (budget_is_spent(&decision, situation, config, action, wait_ms))
		return decision;
	if (!wait_ms)
		return decision_make(action, 0,
			"%s: %s at once, attempt %lld of %lld",
			verdict_name(verdict), action_name(action),
			(long long)situation->attempts + 1,
			(long long)config->attempts);
	return decision_make(action, situation->now_ms + wait_ms,
		"%s: %s in %s, attempt %lld of %lld", verdict_name(verdict),
		action_name(action), duration_text(wait_ms, text),
		(long long)situation->attempts + 1,
		(long long)config->attempts);
}
