/*
 * liveness - whether a run that shows nothing is hung: see liveness.h
 */
#include "policy/liveness.h"

#include <string.h>

#include "base/clock.h"
#include "base/duration.h"

/* The kernel counts processor time in ticks: so little may be none. */
#define TICKS_MS 20

/* Whoever was still for less than this part of --idle is taken to be at work. */
#define BUSY_PART 4

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t last_sign(const struct liveness_facts *facts)
{
	return later(facts->started_ms,
		later(facts->output_ms, facts->checkpoint_ms));
}

/* Processor time between the samples; -1: not known. */
static int64_t cpu_between(const struct liveness_facts *facts)
{
	int64_t used = facts->second.cpu_ms - facts->first.cpu_ms;

	if (facts->first.cpu_ms < 0 || facts->second.cpu_ms < 0)
		return -1;
	/* Some of them are gone: that is a change as well. */
	return used < 0 ? -used : used;
}

static bool cpu_was_used(const struct liveness_facts *facts)
{
	int64_t passed = facts->second.awake_ms - facts->first.awake_ms;

	return cpu_between(facts) >
	       TICKS_MS + passed / 100 * facts->cpu_percent;
}

static bool worktree_changed(const struct liveness_facts *facts)
{
	return *facts->first.worktree && *facts->second.worktree &&
	       strcmp(facts->first.worktree, facts->second.worktree) != 0;
}

static void explain(
	struct evidence_list *evidence, const struct liveness_facts *facts)
{
	char text[DURATION_TEXT_SIZE], clock[CLOCK_TEXT_SIZE];
	int64_t used = cpu_between(facts);

	evidence_addf(evidence, EVIDENCE_NO_OUTPUT,
		"it showed no sign of life: no output for %s",
		duration_text(facts->now_ms - later(facts->output_ms,
						      facts->started_ms),
			text));
	if (facts->checkpoint_ms > facts->started_ms)
		evidence_addf(evidence, EVIDENCE_NO_CHECKPOINT,
			"no checkpoint since %s",
			clock_text(facts->checkpoint_ms, clock));
	else
		evidence_addf(evidence, EVIDENCE_NO_CHECKPOINT,
			"no checkpoint since it was started");
	duration_text(facts->second.at_ms - facts->first.at_ms, text);
	if (used < 0)
		evidence_addf(evidence, EVIDENCE_PROCESSOR_TIME,
			"what processor time its processes used is "
			"not known");
	else
		evidence_addf(evidence, EVIDENCE_PROCESSOR_TIME,
			"its processes used %lld.%02lld s of processor time "
			"in %s",
			(long long)used / 1000, (long long)used % 1000 / 10,
			text);
	if (*facts->first.worktree && *facts->second.worktree)
		evidence_addf(evidence, EVIDENCE_WORKTREE_STILL,
			"its worktree did not change in %s", text);
	else
		evidence_addf(evidence, EVIDENCE_WORKTREE_UNKNOWN,
			"its worktree could not be looked at");
	if (facts->model_until_ms)
		evidence_addf(evidence, EVIDENCE_MODEL_TIMEOUT,
			"its model's answer did not come in the "
			"time that its CLI waits for one");
}

/* Not before `at_ms`; and as a clock that is put forward is no time either,
 * not before enough of it was spent awake. */
static bool wait_for(
	struct liveness *out, const struct liveness_facts *facts, int64_t at_ms)
{
	int64_t awake = facts->awake_ms - facts->first.awake_ms;
	int64_t missing = facts->idle_ms - awake;

	if (missing > 0 && at_ms < facts->now_ms + missing)
		at_ms = facts->now_ms + missing;
	if (at_ms <= facts->now_ms)
		return false;
	out->next = LIVENESS_LOOK;
	out->look_ms = at_ms;
	return true;
}

static void judge_unsampled(
	struct liveness *out, const struct liveness_facts *facts)
{
	int64_t since = last_sign(facts);

	out->first = (struct liveness_sample){ 0 };
	if (facts->now_ms - since >= facts->idle_ms / BUSY_PART) {
		out->next = LIVENESS_SAMPLE;
		return;
	}
	out->next = LIVENESS_LOOK;
	/* A clock that was put back: not in a year's time. */
	out->look_ms = (since < facts->now_ms ? since : facts->now_ms) +
		       facts->idle_ms;
}

void liveness_judge(struct liveness *out, const struct liveness_facts *facts)
{
	const struct liveness_sample *first = &facts->first;
	const struct liveness_sample *second = &facts->second;

	*out = (struct liveness){ .first = *first };
	if (!first->at_ms || last_sign(facts) > first->at_ms) {
		judge_unsampled(out, facts);
		return;
	}
	if (second->at_ms && (cpu_was_used(facts) || worktree_changed(facts))) {
		out->first = *second;
		out->next = LIVENESS_LOOK;
		out->look_ms = second->at_ms + facts->idle_ms;
		return;
	}
	if (wait_for(out, facts,
		    later(first->at_ms + facts->idle_ms,
			    facts->model_until_ms)))
		return;
	if (!second->at_ms) {
		out->next = LIVENESS_SAMPLE;
		return;
	}
	out->next = LIVENESS_HUNG;
	explain(&out->evidence, facts);
}
