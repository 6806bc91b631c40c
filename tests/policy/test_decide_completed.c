/*
 * test_decide_completed - what follows on work that is complete: it is published,
 * published again, or its agent is given the next turn
 */
#include "policy/decide/decide.h"
#include "tests/policy/profiles.h"

#define NOW INT64_C(1000000000)

static struct past_run past[8];

static struct situation after(enum verdict verdict, size_t count)
{
	for (size_t i = 0; i < count; i++)
		past[i] = (struct past_run){ .verdict = verdict,
			.started_ms = NOW - 2000,
			.ended_ms = NOW - 1000 };
	return (struct situation){ .wanted = WANTED_RUN,
		.past = past,
		.past_count = count,
		.attempts = 1,
		.budget_ms = NOW - 60000,
		.now_ms = NOW,
		.chance = 0 };
}

static void test_done_is_published(void **state)
{
	struct situation situation = after(VERDICT_COMPLETED, 1);

	(void)state;
	assert_int_equal(decide(&situation, &example).action, ACTION_COMPLETE);
	situation.publish = true;
	assert_int_equal(decide(&situation, &example).action, ACTION_PUBLISH);
	/* The last turn, not each. */
	situation.next_turn = true;
	assert_int_equal(decide(&situation, &example).action, ACTION_RESUME);
}

/* Whatever the chance: as many tries as the budget has, and then somebody. */
static void test_publishing_ends(void **state)
{
	struct situation situation = after(VERDICT_PUBLISH_FAILED, 1);
	struct decision decision;
	int64_t tries = 0;

	(void)state;
	chance_seed();
	situation.publish = true;
	do {
		situation.publishes = ++tries;
		situation.chance = chance(UINT64_MAX);
		decision = decide(&situation, &example);
		assert_true(*decision.reason);
		assert_int_not_equal(decision.reason_code, REASON_UNKNOWN);
		assert_true(decision.at_ms <= NOW + example.backoff_max_ms);
	} while (decision.action == ACTION_PUBLISH);
	assert_int_equal(decision.action, ACTION_ESCALATE);
	assert_int_equal(tries, example.publish.attempts);
}

static void test_publishing_spends_no_attempt(void **state)
{
	struct situation situation = after(VERDICT_PUBLISH_FAILED, 1);

	(void)state;
	situation.publishes = 1;
	situation.attempts = example.attempts;
	assert_int_equal(decide(&situation, &example).action, ACTION_PUBLISH);
	situation.publish_is_final = true;
	assert_int_equal(decide(&situation, &example).action, ACTION_ESCALATE);
}

/* The n-th failure takes the n-th step, though the run is one and the same. */
static void test_publishing_has_steps(void **state)
{
	struct situation situation = after(VERDICT_PUBLISH_FAILED, 1);
	struct policy_row *row = &example.policy[VERDICT_PUBLISH_FAILED];
	struct policy_row before = *row;

	(void)state;
	*row = (struct policy_row){ .steps = { ACTION_PUBLISH, ACTION_RESUME },
		.step_count = 2 };
	situation.publishes = 1;
	assert_int_equal(decide(&situation, &example).action, ACTION_PUBLISH);
	situation.publishes = 2;
	assert_int_equal(decide(&situation, &example).action, ACTION_RESUME);
	*row = before;
}

static void test_turns(void **state)
{
	struct situation situation = after(VERDICT_COMPLETED, 3);
	struct decision decision;

	(void)state;
	situation.next_turn = true;
	/* Attempts are of failures. */
	situation.attempts = 100;
	decision = decide(&situation, &example);
	assert_int_equal(decision.action, ACTION_RESUME);
	assert_int_equal(decision.at_ms, 0);
	past[2].idle = true;
	assert_int_equal(decide(&situation, &example).at_ms,
		NOW + example.keep_alive_backoff_first_ms);
	past[1].idle = true;
	assert_int_equal(decide(&situation, &example).at_ms,
		NOW + 2 * example.keep_alive_backoff_first_ms);
	/* Somebody has spoken: it is not left idle. */
	situation.told = true;
	decision = decide(&situation, &example);
	assert_int_equal(decision.action, ACTION_RESUME);
	assert_int_equal(decision.at_ms, 0);
	assert_int_equal(decision.reason_code, REASON_UNHEARD);
	assert_non_null(strstr(decision.reason, "with what was said"));
	situation.told = false;
	past[2].idle = false;
	assert_int_equal(decide(&situation, &example).at_ms, 0);
}

static void test_turns_wait_no_longer_than_the_most(void **state)
{
	static struct past_run many[100];
	struct situation situation = after(VERDICT_COMPLETED, 1);

	(void)state;
	for (size_t i = 0; i < 100; i++)
		many[i] = (struct past_run){ .verdict = VERDICT_COMPLETED,
			.idle = true };
	situation.past = many;
	situation.past_count = 100;
	situation.next_turn = true;
	assert_int_equal(decide(&situation, &example).at_ms,
		NOW + example.keep_alive_backoff_max_ms);
}

/* A budget that is spent is for a person to judge: nothing has failed. */
static void test_turns_have_budgets(void **state)
{
	struct situation situation = after(VERDICT_COMPLETED, 1);
	enum action before = example.limits_action;
	struct decision decision;

	(void)state;
	example.limits_action = ACTION_FAIL;
	situation.next_turn = true;
	situation.budget_ms = NOW - example.wall_time_ms;
	decision = decide(&situation, &example);
	assert_int_equal(decision.action, ACTION_ESCALATE);
	assert_non_null(strstr(decision.reason, "its time budget"));
	assert_int_equal(decision.reason_code, REASON_TIME_SPENT);
	situation = after(VERDICT_COMPLETED, 1);
	situation.next_turn = true;
	past[0].usage = (struct usage){ true, 600, 400, 0 };
	example.tokens = 1000;
	decision = decide(&situation, &example);
	example.tokens = 0;
	example.limits_action = before;
	assert_int_equal(decision.action, ACTION_ESCALATE);
	assert_non_null(
		strstr(decision.reason, "its budget of 1000 tokens is spent"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_done_is_published),
		cmocka_unit_test(test_publishing_ends),
		cmocka_unit_test(test_publishing_spends_no_attempt),
		cmocka_unit_test(test_publishing_has_steps),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_turns_wait_no_longer_than_the_most),
		cmocka_unit_test(test_turns_have_budgets),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
