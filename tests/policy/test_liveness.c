/*
 * test_liveness - several signs agree before a run is hung
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/liveness.h"
#include "tests/policy/profiles.h"

#define BEGIN 1000000000000LL
#define IDLE  600000LL

static struct liveness_sample sample_at(int64_t at_ms, int64_t cpu_ms)
{
	struct liveness_sample sample = {
		.at_ms = at_ms, .awake_ms = at_ms - BEGIN, .cpu_ms = cpu_ms
	};

	strcpy(sample.worktree, "0123456789abcdef");
	return sample;
}

/* Still since the beginning, and both samples were taken. */
static struct liveness_facts still_facts(void)
{
	int64_t first = BEGIN + IDLE, second = first + IDLE;

	return (struct liveness_facts){
		.now_ms = second + 10,
		.awake_ms = second + 10 - BEGIN,
		.idle_ms = IDLE,
		.cpu_percent = 1,
		.started_ms = BEGIN,
		.output_ms = BEGIN + 5,
		.first = sample_at(first, 500),
		.second = sample_at(second, 600),
	};
}

static enum stillness_next judge(
	const struct liveness_facts *facts, int64_t *look_ms)
{
	struct liveness found;

	liveness_judge(&found, facts);
	if (look_ms)
		*look_ms = found.look_ms;
	if (found.next == LIVENESS_LOOK)
		assert_true(found.look_ms > facts->now_ms);
	assert_int_equal(found.next == LIVENESS_HUNG, found.evidence.count > 0);
	evidence_clear(&found.evidence);
	return found.next;
}

static void test_hung_by_all_four(void **state)
{
	static const char *const expected[] = {
		"it showed no sign of life: no output for 20 min",
		"no checkpoint since 2001-09-09T01:46:41.000Z",
		"its processes used 0.10 s of processor time in 10 min",
		"its worktree did not change in 10 min",
	};
	static const enum evidence_code codes[] = { EVIDENCE_NO_OUTPUT,
		EVIDENCE_NO_CHECKPOINT, EVIDENCE_PROCESSOR_TIME,
		EVIDENCE_WORKTREE_STILL };
	struct liveness_facts facts = still_facts();
	struct liveness found;

	(void)state;
	facts.checkpoint_ms = BEGIN + 1000;
	liveness_judge(&found, &facts);
	assert_int_equal(found.next, LIVENESS_HUNG);
	assert_int_equal(found.evidence.count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(found.evidence.items[i].text, expected[i]);
		assert_int_equal(found.evidence.items[i].code, codes[i]);
	}
	evidence_clear(&found.evidence);
}

static void test_each_sign_of_life(void **state)
{
	struct liveness_facts facts;
	int64_t look;

	(void)state;
	facts = still_facts();
	facts.output_ms = facts.first.at_ms + 1;
	assert_int_not_equal(judge(&facts, NULL), LIVENESS_HUNG);
	facts = still_facts();
	facts.checkpoint_ms = facts.second.at_ms;
	assert_int_equal(judge(&facts, &look), LIVENESS_LOOK);
	assert_int_equal(look, facts.checkpoint_ms + IDLE);
	/* One percent of ten minutes, and what a tick may be. */
	facts = still_facts();
	facts.second.cpu_ms = facts.first.cpu_ms + 6020;
	assert_int_equal(judge(&facts, NULL), LIVENESS_HUNG);
	facts.second.cpu_ms++;
	assert_int_equal(judge(&facts, &look), LIVENESS_LOOK);
	assert_int_equal(look, facts.second.at_ms + IDLE);
	/* Less than before: some that had used it are gone. */
	facts.second.cpu_ms = 0;
	facts.first.cpu_ms = 7000;
	assert_int_equal(judge(&facts, NULL), LIVENESS_LOOK);
	facts = still_facts();
	facts.second.worktree[3] = 'f';
	assert_int_equal(judge(&facts, NULL), LIVENESS_LOOK);
}

static void test_what_is_not_known_says_so(void **state)
{
	struct liveness_facts facts = still_facts();
	struct liveness found;

	(void)state;
	facts.second.cpu_ms = -1;
	facts.first.worktree[0] = '\0';
	liveness_judge(&found, &facts);
	assert_int_equal(found.next, LIVENESS_HUNG);
	assert_string_equal(found.evidence.items[1].text,
		"no checkpoint since it was started");
	assert_non_null(strstr(found.evidence.items[2].text, "not known"));
	assert_non_null(
		strstr(found.evidence.items[3].text, "could not be looked at"));
	assert_int_equal(
		found.evidence.items[3].code, EVIDENCE_WORKTREE_UNKNOWN);
	evidence_clear(&found.evidence);
}

/* Who waits for its model is left alone as long as it does by itself. */
static void test_model_is_waited_for(void **state)
{
	struct liveness_facts facts = still_facts();
	int64_t look;

	(void)state;
	facts.model_until_ms = facts.now_ms + 5000;
	assert_int_equal(judge(&facts, &look), LIVENESS_LOOK);
	assert_int_equal(look, facts.model_until_ms);
	facts.now_ms = facts.model_until_ms;
	assert_int_equal(judge(&facts, NULL), LIVENESS_HUNG);
	/* The second sample is not taken before that either. */
	facts = still_facts();
	facts.second.at_ms = 0;
	assert_int_equal(judge(&facts, NULL), LIVENESS_SAMPLE);
	facts.model_until_ms = facts.now_ms + 5000;
	assert_int_equal(judge(&facts, NULL), LIVENESS_LOOK);
}

static void test_samples_are_rare(void **state)
{
	struct liveness_facts facts = {
		.now_ms = BEGIN + IDLE,
		.awake_ms = IDLE,
		.idle_ms = IDLE,
		.started_ms = BEGIN,
		.output_ms = BEGIN + IDLE - IDLE / 4 + 1,
	};
	int64_t look;

	(void)state;
	assert_int_equal(judge(&facts, &look), LIVENESS_LOOK);
	assert_int_equal(look, facts.output_ms + IDLE);
	facts.output_ms = BEGIN + IDLE - IDLE / 4;
	assert_int_equal(judge(&facts, NULL), LIVENESS_SAMPLE);
	/* A clock that was put back is no reason to wait for it. */
	facts.output_ms = facts.now_ms + 1000 * IDLE;
	assert_int_equal(judge(&facts, &look), LIVENESS_LOOK);
	assert_int_equal(look, facts.now_ms + IDLE);
}

/* Suspended, or its clock put forward: nothing could have been done. */
static void test_only_awake_time_counts(void **state)
{
	struct liveness_facts facts = still_facts();
	int64_t look;

	(void)state;
	facts.awake_ms = facts.first.awake_ms + 1000;
	assert_int_equal(judge(&facts, &look), LIVENESS_LOOK);
	assert_int_equal(look, facts.now_ms + IDLE - 1000);
}

/*
 * A run through chance: whoever shows a sign at least each --idle is never
 * hung; whoever stops showing any is, and within twice --idle and a look.
 */
static void run_through(bool lives)
{
	struct liveness_facts facts = {
		.idle_ms = 1000 + (int64_t)chance(10000),
		.cpu_percent = 1,
		.started_ms = BEGIN,
		.now_ms = BEGIN,
	};
	int64_t last = BEGIN, cpu = 0, files = 0, until = BEGIN + 100000;
	struct liveness found = { 0 };
	int looks = 0;

	while (facts.now_ms < until) {
		int64_t step = 1 + (int64_t)chance((uint64_t)facts.idle_ms - 1);

		if (found.next == LIVENESS_LOOK && found.look_ms &&
			found.look_ms < facts.now_ms + step)
			step = found.look_ms - facts.now_ms;
		facts.now_ms += step > 0 ? step : 0;
		facts.awake_ms = facts.now_ms - BEGIN;
		if (lives && facts.now_ms - last >= facts.idle_ms / 3) {
			last = facts.now_ms;
			switch (chance(4)) {
			case 0:
				facts.output_ms = last;
				break;
			case 1:
				facts.checkpoint_ms = last;
				break;
			case 2:
				cpu += facts.idle_ms;
				break;
			default:
				files++;
			}
		}
		if (facts.now_ms < found.look_ms)
			continue;
		looks++;
		facts.first = found.first;
		facts.second = (struct liveness_sample){ 0 };
		liveness_judge(&found, &facts);
		if (found.next == LIVENESS_SAMPLE) {
			struct liveness_sample sample =
				sample_at(facts.now_ms, cpu);

			sample.worktree[0] = (char)('a' + files % 16);
			*(found.first.at_ms ? &facts.second : &facts.first) =
				sample;
			liveness_judge(&found, &facts);
		}
		if (found.next == LIVENESS_HUNG)
			break;
		assert_int_equal(found.next, LIVENESS_LOOK);
	}
	assert_int_equal(found.next == LIVENESS_HUNG, !lives);
	if (!lives)
		assert_true(facts.now_ms - BEGIN <= 2 * facts.idle_ms + 1);
	else
		assert_true(looks <= 2 + 2 * (until - BEGIN) / facts.idle_ms);
	evidence_clear(&found.evidence);
}

static void test_by_chance(void **state)
{
	(void)state;
	chance_seed();
	for (int i = 0; i < 2000; i++)
		run_through(i % 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hung_by_all_four),
		cmocka_unit_test(test_each_sign_of_life),
		cmocka_unit_test(test_what_is_not_known_says_so),
		cmocka_unit_test(test_model_is_waited_for),
		cmocka_unit_test(test_samples_are_rare),
		cmocka_unit_test(test_only_awake_time_counts),
		cmocka_unit_test(test_by_chance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
