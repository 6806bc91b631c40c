/*
 * test_decide - the policy of config.example.json, row by row, and the waits
 */
#include "policy/decide/decide.h"
#include "tests/policy/profiles.h"

#define NOW INT64_C(1000000000)

/* `count` runs that all ended like this, a minute each, the last just now. */
static size_t past_like(
	struct past_run *past, enum verdict verdict, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t ended = NOW - (int64_t)(count - 1 - i) * 60000;

		past[i] = (struct past_run){ verdict, ended - 60000, ended,
			false, { 0 }, false, false };
	}
	return count;
}

static struct situation situation_of(const struct past_run *past, size_t count)
{
	return (struct situation){ .wanted = WANTED_RUN,
		.past = past,
		.past_count = count,
		.attempts = (int64_t)count,
		.budget_ms = NOW - (int64_t)count * 60000,
		.can_reassign = true,
		.now_ms = NOW,
		.chance = UINT64_MAX };
}

/* What is done about the first, second, … such end in a row. */
static const struct {
	enum verdict verdict;
	enum action actions[5];
	int64_t first_wait_ms, second_wait_ms;
} policy[] = {
	{ VERDICT_COMPLETED, { ACTION_COMPLETE, ACTION_COMPLETE }, 0, 0 },
	{ VERDICT_INCOMPLETE, { ACTION_RESUME, ACTION_RESUME }, 0, 0 },
	{ VERDICT_INTERRUPTED, { ACTION_RESUME, ACTION_RESUME }, 3000, 3000 },
	{ VERDICT_STOPPED, { ACTION_NONE, ACTION_NONE }, 0, 0 },
	{ VERDICT_TERMINATED, { ACTION_RESUME, ACTION_RESUME }, 0, 1000 },
	{ VERDICT_KILLED, { ACTION_RESUME, ACTION_RESUME }, 0, 1000 },
	{ VERDICT_OUT_OF_MEMORY, { ACTION_RESUME, ACTION_RESUME }, 0, 1000 },
	{ VERDICT_TIMED_OUT,
		{ ACTION_RESUME, ACTION_RESTART, ACTION_REASSIGN,
			ACTION_ESCALATE },
		0, 0 },
	{ VERDICT_HUNG,
		{ ACTION_RESUME, ACTION_RESTART, ACTION_REASSIGN,
			ACTION_ESCALATE },
		0, 0 },
	{ VERDICT_RATE_LIMITED, { ACTION_PARK, ACTION_PARK }, 15 * 60000,
		15 * 60000 },
	{ VERDICT_API_ERROR, { ACTION_RESUME, ACTION_RESUME }, 0, 1000 },
	{ VERDICT_AUTH_ERROR, { ACTION_ESCALATE, ACTION_ESCALATE }, 0, 0 },
	{ VERDICT_PERMISSION_ERROR, { ACTION_ESCALATE, ACTION_ESCALATE }, 0,
		0 },
	{ VERDICT_GIT_ERROR, { ACTION_REPAIR, ACTION_REPAIR }, 0, 1000 },
	{ VERDICT_TESTS_FAILED, { ACTION_RESUME, ACTION_RESUME }, 0, 0 },
	{ VERDICT_PUBLISH_FAILED, { ACTION_PUBLISH, ACTION_PUBLISH }, 0, 0 },
	{ VERDICT_CRASHED, { ACTION_RESUME, ACTION_RESUME }, 0, 1000 },
	{ VERDICT_START_FAILED, { ACTION_ESCALATE, ACTION_ESCALATE }, 0, 0 },
	{ VERDICT_LOST, { ACTION_RESUME, ACTION_RESUME }, 0, 1000 },
	{ VERDICT_UNKNOWN, { ACTION_RESUME, ACTION_RESUME }, 0, 1000 },
};

#define ROWS (sizeof(policy) / sizeof(*policy))

static void check_decision(const struct decision *decision, const char *what,
	enum action action, int64_t wait_ms, int64_t wait_max_ms)
{
	int64_t wait = decision->at_ms ? decision->at_ms - NOW : 0;

	if (decision->action != action || wait < wait_ms || wait > wait_max_ms)
		fail_msg("%s: %s in %lld ms: %s", what,
			action_name(decision->action), (long long)wait,
			decision->reason);
	assert_true(*decision->reason);
	assert_int_not_equal(decision->reason_code, REASON_UNKNOWN);
}

static void test_policy(void **state)
{
	struct past_run past[5];

	(void)state;
	assert_int_equal(ROWS, VERDICTS);
	for (size_t i = 0; i < ROWS; i++) {
		bool backs_off =
			example.policy[policy[i].verdict].wait == WAIT_BACKOFF;

		for (size_t n = 1; n < 5 && policy[i].actions[n - 1]; n++) {
			size_t count = past_like(past, policy[i].verdict, n);
			struct situation situation = situation_of(past, count);
			struct decision decision = decide(&situation, &example);
			int64_t wait = n == 1 ? policy[i].first_wait_ms
					      : policy[i].second_wait_ms;

			check_decision(&decision,
				verdict_name(policy[i].verdict),
				policy[i].actions[n - 1], backs_off ? 0 : wait,
				wait + (decision.action == ACTION_PARK
						       ? example.park_jitter_ms
						       : 0));
		}
	}
}

static void test_no_profile_left(void **state)
{
	struct past_run past[3];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_HUNG, 3));
	struct decision decision;

	(void)state;
	situation.can_reassign = false;
	decision = decide(&situation, &example);
	check_decision(&decision, "hung thrice", ACTION_ESCALATE, 0, 0);
}

static void test_reassign_alone_without_a_profile(void **state)
{
	struct config config = example;
	struct past_run past[1];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_CRASHED, 1));
	struct decision decision;

	(void)state;
	config.policy[VERDICT_CRASHED] =
		(struct policy_row){ .steps = { ACTION_REASSIGN },
			.step_count = 1 };
	decision = decide(&situation, &config);
	check_decision(&decision, "crashed", ACTION_REASSIGN, 0, 0);
	situation.can_reassign = false;
	decision = decide(&situation, &config);
	check_decision(&decision, "crashed", ACTION_ESCALATE, 0, 0);
}

static void test_checkpoint_asks_for_a_person(void **state)
{
	static const enum checkpoint_status asks[] = { CHECKPOINT_BLOCKED,
		CHECKPOINT_NEEDS_INPUT };
	struct past_run past[1];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_INCOMPLETE, 1));

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct decision decision;

		situation.checkpoint = asks[i];
		decision = decide(&situation, &example);
		check_decision(&decision, "it asks", ACTION_ESCALATE, 0, 0);
	}
	/* Of another end it says nothing. */
	past[0].verdict = VERDICT_KILLED;
	situation.checkpoint = CHECKPOINT_BLOCKED;
	assert_int_equal(decide(&situation, &example).action, ACTION_RESUME);
}

static void test_keyboard_twice(void **state)
{
	struct past_run past[2];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_INTERRUPTED, 2));
	struct decision decision;

	(void)state;
	past[0].by_keyboard = past[1].by_keyboard = true;
	past[0].ended_ms = NOW - example.interrupt_window_ms;
	decision = decide(&situation, &example);
	check_decision(&decision, "twice", ACTION_HOLD, 0, 0);
	past[0].ended_ms--;
	decision = decide(&situation, &example);
	check_decision(&decision, "too slow", ACTION_RESUME, 3000, 3000);
	past[0].ended_ms++;
	past[0].by_keyboard = false;
	decision = decide(&situation, &example);
	check_decision(&decision, "one key", ACTION_RESUME, 3000, 3000);
}

static void test_asked(void **state)
{
	static const struct {
		enum wanted wanted;
		enum action action;
	} table[] = {
		{ WANTED_STOPPED, ACTION_NONE },
		{ WANTED_RUN, ACTION_NONE },
		{ WANTED_HELD, ACTION_HOLD },
		{ WANTED_RESTART, ACTION_RESTART },
		{ WANTED_REASSIGN, ACTION_REASSIGN },
		{ WANTED_RESUME, ACTION_RESUME },
	};
	struct past_run past[1];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_STOPPED, 1));

	(void)state;
	assert_int_equal(sizeof(table) / sizeof(*table), WANTEDS);
	/* A person's word needs no budget. */
	situation.attempts = example.attempts + 1;
	for (size_t i = 0; i < WANTEDS; i++) {
		struct decision decision;

		situation.wanted = table[i].wanted;
		decision = decide(&situation, &example);
		check_decision(&decision, wanted_name(table[i].wanted),
			table[i].action, 0, 0);
	}
}

static void test_attempts_are_spent(void **state)
{
	struct config config = example;
	struct past_run past[5];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_KILLED, 5));
	struct decision decision;

	(void)state;
	situation.attempts = config.attempts - 1;
	assert_int_equal(decide(&situation, &config).action, ACTION_RESUME);
	situation.attempts = config.attempts;
	decision = decide(&situation, &config);
	check_decision(&decision, "spent", ACTION_ESCALATE, 0, 0);
	assert_string_equal(
		decision.reason, "killed; all 5 attempts are spent");
	assert_int_equal(decision.reason_code, REASON_ATTEMPTS_SPENT);
	config.limits_action = ACTION_FAIL;
	decision = decide(&situation, &config);
	check_decision(&decision, "spent", ACTION_FAIL, 0, 0);
}

static void test_time_is_spent(void **state)
{
	struct config config = example;
	struct past_run past[1];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_INTERRUPTED, 1));

	(void)state;
	/* It is resumed after 3 s: they must fit in, too. */
	situation.budget_ms = NOW - config.wall_time_ms + 3001;
	assert_int_equal(decide(&situation, &config).action, ACTION_RESUME);
	situation.budget_ms--;
	assert_int_equal(decide(&situation, &config).action, ACTION_ESCALATE);
	config.wall_time_ms = 0;
	assert_int_equal(decide(&situation, &config).action, ACTION_RESUME);
}

/* The wait after the n-th run, all of them short, with the most of chance. */
static int64_t longest_wait(const struct config *config, size_t n)
{
	struct past_run past[32];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_KILLED, n));
	int64_t longest = 0;

	situation.attempts = 0;
	for (int i = 0; i < 2000; i++) {
		struct decision decision;
		int64_t wait;

		situation.chance = chance(UINT64_MAX);
		decision = decide(&situation, config);
		assert_int_equal(decision.action, ACTION_RESUME);
		wait = decision.at_ms ? decision.at_ms - NOW : 0;
		assert_true(wait >= 0);
		if (wait > longest)
			longest = wait;
	}
	return longest;
}

/* First at once, then anywhere up to a limit that doubles. */
static void test_backoff(void **state)
{
	(void)state;
	chance_seed();
	assert_int_equal(longest_wait(&example, 1), 0);
	for (size_t n = 2; n < 20; n++) {
		int64_t limit = n < 11 ? example.backoff_first_ms << (n - 2)
				       : example.backoff_max_ms;
		int64_t longest = longest_wait(&example, n);

		if (limit > example.backoff_max_ms)
			limit = example.backoff_max_ms;
		assert_true(longest <= limit);
		assert_true(longest > limit * 9 / 10);
	}
}

static void test_stable_run_starts_backoff_anew(void **state)
{
	struct past_run past[6];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_KILLED, 6));
	struct decision decision;

	(void)state;
	situation.attempts = 0;
	past[5].started_ms = NOW - example.backoff_reset_after_ms;
	decision = decide(&situation, &example);
	check_decision(&decision, "just stable", ACTION_RESUME, 0, 0);
	past[5].started_ms++;
	past[4].started_ms = past[4].ended_ms - example.backoff_reset_after_ms;
	decision = decide(&situation, &example);
	check_decision(&decision, "first short one", ACTION_RESUME, 0, 0);
	past[4].started_ms = past[4].ended_ms - 1; /* a turn of keep-alive */
	past[4].verdict = VERDICT_COMPLETED;
	decision = decide(&situation, &example);
	check_decision(&decision, "after a turn", ACTION_RESUME, 0, 0);
	past[4].verdict = VERDICT_KILLED;
	past[4].started_ms = 0; /* never came to be: that is not stable */
	decision = decide(&situation, &example);
	assert_true(decision.at_ms > NOW);
}

/* Until the limit ends and a little more; the attempt is given back. */
static void test_park(void **state)
{
	struct config config = example;
	struct past_run past[5];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_RATE_LIMITED, 5));
	struct decision decision;

	(void)state;
	situation.until_ms = NOW + 3600000;
	situation.chance = 0;
	decision = decide(&situation, &config);
	check_decision(&decision, "all spent", ACTION_PARK, 3600000, 3600000);
	assert_int_equal(decision.until_ms, situation.until_ms);
	assert_non_null(strstr(decision.reason, "parked until 1970-01-12T"));
	assert_int_equal(decision.reason_code, REASON_LIMIT);
	situation.chance = 12345;
	decision = decide(&situation, &config);
	check_decision(&decision, "jitter", ACTION_PARK, 3612345, 3612345);
	assert_int_equal(decision.until_ms, situation.until_ms);
	config.park_jitter_ms = 0;
	decision = decide(&situation, &config);
	check_decision(&decision, "no jitter", ACTION_PARK, 3600000, 3600000);
}

/* A limit that is always over at once does not make a storm. */
static void test_park_is_no_storm(void **state)
{
	struct config config = example;
	struct past_run past[5];
	int64_t last = -1;

	(void)state;
	config.park_jitter_ms = 0;
	for (size_t n = 1; n <= 5; n++) {
		struct situation situation = situation_of(
			past, past_like(past, VERDICT_RATE_LIMITED, n));
		struct decision decision;

		situation.until_ms = NOW - 1000;
		decision = decide(&situation, &config);
		assert_int_equal(decision.action, ACTION_PARK);
		assert_true(decision.at_ms - NOW > last);
		last = decision.at_ms - NOW;
	}
	assert_true(last >= 8 * config.backoff_first_ms);
}

/* A wait that no limit asks for is no way round the attempts. */
static void test_parks_of_others_are_counted(void **state)
{
	struct config config = example;
	struct past_run past[6];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_CRASHED, 6));

	(void)state;
	config.attempts = 5;
	config.policy[VERDICT_CRASHED].steps[0] = ACTION_PARK;
	situation.attempts = 1;
	for (size_t i = 1; i < 5; i++)
		past[i].parked = true;
	assert_int_equal(decide(&situation, &config).action, ACTION_PARK);
	past[0].parked = true;
	assert_int_equal(decide(&situation, &config).action, ACTION_ESCALATE);
	past[5].verdict = VERDICT_RATE_LIMITED;
	assert_int_equal(decide(&situation, &config).action, ACTION_PARK);
	/* Those of a limit are none of them. */
	past[5].verdict = VERDICT_CRASHED;
	past[3].verdict = VERDICT_RATE_LIMITED;
	assert_int_equal(decide(&situation, &config).action, ACTION_PARK);
}

/* Behind a breaker neither attempts nor the policy's row are asked. */
static void test_behind(void **state)
{
	struct config config = example;
	struct past_run past[5];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_AUTH_ERROR, 5));
	struct decision decision;

	(void)state;
	situation.behind = "the breaker of profile 'x' is open";
	situation.behind_code = REASON_BREAKER;
	situation.behind_until_ms = NOW + 5000;
	decision = decide(&situation, &config);
	check_decision(&decision, "behind", ACTION_PARK, 5000, 5000);
	assert_int_equal(decision.gives_back, 5);
	past[2].parked = true;
	decision = decide(&situation, &config);
	assert_int_equal(decision.gives_back, 2);
	assert_int_equal(decision.until_ms, 0);
	assert_non_null(strstr(decision.reason, "breaker of profile 'x'"));
	assert_int_equal(decision.reason_code, REASON_BREAKER);
	assert_non_null(strstr(decision.reason, "costs no attempt"));
	/* Another profile does not wait for this one's breaker. */
	config.policy[VERDICT_AUTH_ERROR].steps[0] = ACTION_REASSIGN;
	situation.attempts = 1;
	situation.can_reassign = true;
	decision = decide(&situation, &config);
	assert_int_equal(decision.action, ACTION_REASSIGN);
	situation.can_reassign = false;
	decision = decide(&situation, &config);
	assert_int_equal(decision.action, ACTION_PARK);
	/* What was asked for, and what is done, stays so. */
	past[4].verdict = VERDICT_STOPPED;
	situation.wanted = WANTED_STOPPED;
	decision = decide(&situation, &config);
	assert_int_equal(decision.action, ACTION_NONE);
	past[4].verdict = VERDICT_COMPLETED;
	decision = decide(&situation, &config);
	assert_int_equal(decision.action, ACTION_COMPLETE);
}

/* Where others may be ending too, the first run waits for a moment. */
static void test_settle(void **state)
{
	struct past_run past[1];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_KILLED, 1));
	struct decision decision;

	(void)state;
	situation.settle_ms = 700;
	decision = decide(&situation, &example);
	check_decision(&decision, "settle", ACTION_RESUME, 700, 700);
}

static void test_parks_have_their_own_time(void **state)
{
	struct config config = example;
	struct past_run past[1];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_RATE_LIMITED, 1));
	struct decision decision;

	(void)state;
	config.limits_action = ACTION_FAIL;
	config.park_jitter_ms = 0;
	situation.waited_ms = 1000;
	situation.until_ms = NOW + config.parked_time_ms - 1001;
	decision = decide(&situation, &config);
	assert_int_equal(decision.action, ACTION_PARK);
	assert_int_equal(decision.at_ms, situation.until_ms);
	situation.until_ms++;
	decision = decide(&situation, &config);
	check_decision(&decision, "too far", ACTION_FAIL, 0, 0);
	assert_non_null(strstr(decision.reason, "at most"));
	assert_int_equal(decision.reason_code, REASON_PARKED_TOO_LONG);
	config.parked_time_ms = 0;
	decision = decide(&situation, &config);
	assert_int_equal(decision.action, ACTION_PARK);
}

/* What was waited is given back; what was worked is not. */
static void test_park_after_the_time(void **state)
{
	struct past_run past[1];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_RATE_LIMITED, 1));
	struct decision decision;

	(void)state;
	situation.waited_ms = 5000;
	situation.budget_ms = NOW - example.wall_time_ms - 4999;
	decision = decide(&situation, &example);
	assert_int_equal(decision.action, ACTION_PARK);
	situation.budget_ms--;
	decision = decide(&situation, &example);
	assert_int_equal(decision.action, ACTION_ESCALATE);
	assert_non_null(strstr(decision.reason, "time budget"));
	assert_int_equal(decision.reason_code, REASON_TIME_SPENT);
}

static void test_usage_is_spent(void **state)
{
	struct config config = example;
	struct past_run past[2];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_CRASHED, 2));
	struct decision decision;

	(void)state;
	past[0].usage = (struct usage){ true, 600, 100, 1200000 };
	past[1].usage = (struct usage){ true, 250, 50, 300000 };
	decision = decide(&situation, &config);
	check_decision(&decision, "no budget", ACTION_RESUME, 0, 1000);
	config.tokens = 1001;
	config.cost = 1500001;
	decision = decide(&situation, &config);
	check_decision(&decision, "just within", ACTION_RESUME, 0, 1000);
	config.tokens = 1000;
	decision = decide(&situation, &config);
	check_decision(&decision, "tokens", ACTION_ESCALATE, 0, 0);
	assert_non_null(strstr(decision.reason,
		"its budget of 1000 tokens is spent: 1000 used"));
	assert_int_equal(decision.reason_code, REASON_USAGE_SPENT);
	config.tokens = 0;
	config.cost = 1500000;
	decision = decide(&situation, &config);
	check_decision(&decision, "cost", ACTION_ESCALATE, 0, 0);
	assert_non_null(strstr(decision.reason, "1.50 used"));
	past[1].verdict = VERDICT_COMPLETED;
	decision = decide(&situation, &config);
	check_decision(&decision, "done", ACTION_COMPLETE, 0, 0);
}

/* Nothing is wrong with a run that the day's budget has ended. */
static void test_spent_day_is_a_park(void **state)
{
	struct config config = example;
	struct past_run past[3];
	struct situation situation =
		situation_of(past, past_like(past, VERDICT_TIMED_OUT, 3));
	struct decision decision;

	(void)state;
	situation.attempts = config.attempts;
	situation.until_ms = NOW + 3600000;
	decision = decide(&situation, &config);
	check_decision(&decision, "parked", ACTION_PARK, 3600000,
		3600000 + config.park_jitter_ms);
	assert_non_null(strstr(decision.reason, "the day's budget is spent"));
	assert_int_equal(decision.reason_code, REASON_DAILY_BUDGET);
	/* Its own budgets come first. */
	config.tokens = 10;
	past[0].usage = (struct usage){ true, 600, 100, 0 };
	decision = decide(&situation, &config);
	check_decision(&decision, "spent", ACTION_ESCALATE, 0, 0);
	situation.until_ms = 0;
	decision = decide(&situation, &config);
	check_decision(&decision, "timed out", ACTION_ESCALATE, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_no_profile_left),
		cmocka_unit_test(test_reassign_alone_without_a_profile),
		cmocka_unit_test(test_checkpoint_asks_for_a_person),
		cmocka_unit_test(test_keyboard_twice),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_attempts_are_spent),
		cmocka_unit_test(test_time_is_spent),
		cmocka_unit_test(test_backoff),
		cmocka_unit_test(test_park),
		cmocka_unit_test(test_park_is_no_storm),
		cmocka_unit_test(test_parks_of_others_are_counted),
		cmocka_unit_test(test_behind),
		cmocka_unit_test(test_settle),
		cmocka_unit_test(test_parks_have_their_own_time),
		cmocka_unit_test(test_park_after_the_time),
		cmocka_unit_test(test_usage_is_spent),
		cmocka_unit_test(test_spent_day_is_a_park),
		cmocka_unit_test(test_stable_run_starts_backoff_anew),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
