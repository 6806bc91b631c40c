/*
 * admission_rules - may a run start now? See admission_rules.h
 */
#include "policy/admit/admission_rules.h"

#include <stdio.h>

#include "base/clock.h"
#include "policy/admit/common_cause.h"

static bool set_answer(struct admission_answer *answer,
	enum admission_code code, int64_t until_ms, int64_t jitter_ms)
{
	*answer = (struct admission_answer){ code, until_ms, jitter_ms };
	return true;
}

int64_t admission_limited_until(const struct admission *row, int64_t now_ms)
{
	return row->limit_ms > now_ms ? row->limit_ms : 0;
}

int64_t admission_shut_until(const struct admission *row, int64_t now_ms)
{
	const struct breaker *breaker = &row->breaker;
	int64_t until_ms = admission_limited_until(row, now_ms);

	if (breaker->state != BREAKER_CLOSED && breaker->until_ms > now_ms &&
		breaker->until_ms > until_ms)
		return breaker->until_ms;
	return until_ms;
}

/* As many run as may since one of them ran out of memory. */
static bool places_are_taken(
	const struct admission_facts *facts, const struct config *config)
{
	int64_t most = memory_most(
		facts->own, config->backoff_reset_after_ms, facts->now_ms);

	return most && facts->places >= most;
}

bool admission_holds(struct admission_answer *answer,
	const struct admission_facts *facts, const struct config *config)
{
	const struct memory_config *memory = &config->systemic.memory;
	int64_t now_ms = facts->now_ms;
	char why[MEMORY_REASON_SIZE];

	*answer = (struct admission_answer){ ADMISSION_OPEN, 0, 0 };
	if (facts->day_until_ms)
		return set_answer(answer, ADMISSION_DAY_SPENT,
			facts->day_until_ms, config->park_jitter_ms);
	if (admission_limited_until(facts->own, now_ms))
		return set_answer(answer, ADMISSION_LIMITED,
			facts->own->limit_ms, config->park_jitter_ms);
	if (memory_is_short(why, &facts->memory, memory))
		return set_answer(answer, ADMISSION_MEMORY_SHORT,
			now_ms + memory->recheck_interval_ms,
			memory->recheck_interval_ms);
	if (places_are_taken(facts, config))
		return set_answer(answer, ADMISSION_PLACES_LOWERED,
			memory_raised_at(facts->own,
				config->backoff_reset_after_ms, now_ms),
			0);
	return false;
}

bool admission_is_shut_by(const struct admission_facts *facts,
	const struct admission *all, const struct config *config)
{
	struct admission_answer answer;

	return admission_holds(&answer, facts, config) ||
	       all->breaker.state != BREAKER_CLOSED ||
	       facts->own->breaker.state != BREAKER_CLOSED;
}

/* One breaker; true: it holds the task back. */
static bool breaker_holds(struct breaker_question *question,
	enum admission_row which, int64_t task, int64_t now_ms,
	const struct config *config)
{
	struct breaker *breaker = &question->row->breaker;
	bool open = breaker->state != BREAKER_CLOSED;
	enum breaker_answer answer = breaker_ask(
		breaker, task, &question->probe, &question->times, now_ms);

	question->closes = open && breaker->state == BREAKER_CLOSED;
	question->needs_probe = answer == BREAKER_PROBE;
	/* A cause that lasts is looked at; a run would only fail of it. */
	if (answer == BREAKER_PROBE && which == ROW_ALL &&
		breaker->state == BREAKER_OPEN &&
		mass_can_be_looked_at(breaker->cause)) {
		question->needs_look = true;
		breaker->until_ms =
			now_ms + config->systemic.mass.recheck_first_ms;
	}
	return answer == BREAKER_HOLD || question->needs_look;
}

bool admission_breakers_hold(struct admission_answer *answer,
	struct breaker_question questions[ADMISSION_ROWS], int64_t task,
	int64_t now_ms, const struct config *config)
{
	static const enum admission_code codes[ADMISSION_ROWS] = {
		[ROW_ALL] = ADMISSION_BREAKER_ALL,
		[ROW_OWN] = ADMISSION_BREAKER_OWN,
	};

	*answer = (struct admission_answer){ ADMISSION_OPEN, 0, 0 };
	for (int i = 0; i < ADMISSION_ROWS; i++) {
		struct breaker_question *question = &questions[i];

		if (!breaker_holds(question, (enum admission_row)i, task,
			    now_ms, config))
			continue;
		questions[ROW_ALL].needs_probe = false;
		questions[ROW_OWN].needs_probe = false;
		return set_answer(
			answer, codes[i], question->row->breaker.until_ms, 0);
	}
	return false;
}

void admission_answer_text(char reason[ADMISSION_REASON_SIZE],
	const struct admission_answer *answer,
	const struct admission_facts *facts, const struct config *config)
{
	char when[CLOCK_TEXT_SIZE], why[MEMORY_REASON_SIZE];
	const char *profile = facts->own->profile;

	clock_text(answer->until_ms, when);
	*reason = '\0';
	switch (answer->code) {
	case ADMISSION_DAY_SPENT:
		snprintf(reason, ADMISSION_REASON_SIZE,
			"%.200s; the task waits until %s", facts->day_text,
			when);
		break;
	case ADMISSION_LIMITED:
		snprintf(reason, ADMISSION_REASON_SIZE,
			"its profile '%.64s' is parked until %s", profile,
			when);
		break;
	case ADMISSION_MEMORY_SHORT:
		if (memory_is_short(
			    why, &facts->memory, &config->systemic.memory))
			snprintf(reason, ADMISSION_REASON_SIZE, "%s", why);
		break;
	case ADMISSION_PLACES_LOWERED:
		snprintf(reason, ADMISSION_REASON_SIZE,
			"one of its profile '%.64s' ran out of memory: %lld at "
			"once until %s, then one more",
			profile,
			(long long)memory_most(facts->own,
				config->backoff_reset_after_ms, facts->now_ms),
			when);
		break;
	case ADMISSION_OPEN:
	case ADMISSION_BREAKER_ALL:
	case ADMISSION_BREAKER_OWN:
	case ADMISSION_CODES:
		break;
	}
}
