/*
 * test_usage_count - what runs have used, counted while they go
 *
 * The streams of tests/events, recorded from claude and codex. Run from the top
 * of the tree.
 */
#include "base/json.h"
#include "policy/admit/budget.h"
#include "agents/read/usage_count.h"
#include "tests/policy/profiles.h"

static const cJSON *rule_of(const char *profile)
{
	return config_profile(&example, profile)->usage;
}

/* The last word takes the place of the sum, which it agrees with. */
static void test_recorded(void **state)
{
	static const struct {
		const char *profile, *name;
		int64_t input, output;
	} table[] = {
		{ "claude", "claude-completed", 3000, 150 },
		{ "claude", "claude-denied", 3000, 150 },
		{ "claude", "claude-tool-error", 2000, 100 },
		{ "claude", "claude-400", 0, 0 },
		{ "codex", "codex-completed", 3000, 150 },
		{ "codex", "codex-resumed", 6000, 300 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct usage_counter counter = { 0 };
		char path[128];

		snprintf(path, sizeof(path), "tests/events/%s.jsonl",
			table[i].name);
		usage_count_file(
			&counter, rule_of(table[i].profile), path, 1 << 20);
		assert_true(counter.sum.known);
		assert_true(counter.total);
		assert_int_equal(counter.sum.input, table[i].input);
		assert_int_equal(counter.sum.output, table[i].output);
	}
}

/* Cut off before its last word: each message once, however often it is told. */
static void test_recorded_and_cut(void **state)
{
	struct usage_counter counter = { 0 };

	(void)state;
	usage_count_file(&counter, rule_of("claude"),
		"tests/events/claude-completed.jsonl", 5000);
	assert_true(counter.sum.known);
	assert_false(counter.total);
	assert_true(counter.sum.input >= 1000 && counter.sum.input <= 3000);
	assert_int_equal(counter.sum.input % 1000, 0);
	usage_count_file(&counter, rule_of("claude"), "/nonexistent", 5000);
	usage_count_file(&counter, rule_of("claude"),
		"tests/events/claude-hostile.jsonl", 1 << 20);
}

static bool hear(struct usage_counter *counter, const char *text)
{
	cJSON *event =
		json_parse(text, strlen(text), JSON_MAX_BYTES, "event", NULL);
	/* Some numbers are none for the parser. */
	bool more =
		event && usage_count_event(counter, rule_of("claude"), event);

	cJSON_Delete(event);
	return more;
}

#define MESSAGE(id, input)                                                     \
	"{\"type\":\"assistant\",\"message\":{\"id\":" id                      \
	",\"usage\":{\"input_tokens\":" input "}}}"

static void test_mixed_messages(void **state)
{
	struct usage_counter counter = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_true(hear(&counter, MESSAGE("\"a\"", "100")));
		assert_true(hear(&counter, MESSAGE("\"b\"", "10")));
	}
	assert_int_equal(counter.sum.input, 110);
	/* It grows while it is told, and never shrinks. */
	hear(&counter, MESSAGE("\"a\"", "150"));
	hear(&counter, MESSAGE("\"a\"", "1"));
	assert_int_equal(counter.sum.input, 160);
	/* Without an id each is one of its own. */
	hear(&counter, MESSAGE("7", "1"));
	hear(&counter, MESSAGE("7", "1"));
	assert_int_equal(counter.sum.input, 162);
	/* A total, and messages after it. */
	assert_false(hear(&counter, "{\"type\":\"result\",\"usage\":"
				    "{\"input_tokens\":1000}}"));
	assert_true(counter.total);
	hear(&counter, MESSAGE("\"c\"", "5"));
	assert_int_equal(counter.sum.input, 1005);
	assert_false(counter.total);
}

static void test_odd_numbers(void **state)
{
	static const char *const odd[] = { MESSAGE("\"a\"", "-5"),
		MESSAGE("\"b\"", "1e308"), MESSAGE("\"c\"", "\"7\""),
		MESSAGE("\"d\"", "9223372036854775807"),
		MESSAGE("\"e\"", "-1e308"), MESSAGE("\"f\"", "1.5"),
		MESSAGE("\"g\"", "[]") };
	struct usage_counter counter = { 0 };
	int64_t last = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		/* Forgotten meanwhile, so that each counts again. */
		char text[128];

		snprintf(text, sizeof(text), MESSAGE("\"%d\"", "1e15"), i);
		hear(&counter, i % 2 ? text : odd[chance(7)]);
		assert_true(counter.sum.input >= last);
		last = counter.sum.input;
	}
	assert_int_equal(last, INT64_MAX);
	assert_int_equal(usage_tokens(&counter.sum), INT64_MAX);
}

static void test_budgets(void **state)
{
	struct daily_limits limits = { 0 };
	struct day_use use = { .runs = 3,
		.run_time_ms = 5000,
		.usage = { true, 90, 10, 1500000 } };
	char text[BUDGET_TEXT_SIZE] = "";

	(void)state;
	assert_false(budget_has_day(&limits));
	assert_int_equal(budget_of_day(text, &limits, &use), DAY_OPEN);
	assert_int_equal(budget_day_end(&limits, &use, 1, 100), 0);
	limits = (struct daily_limits){ 4, 5001, 101, 1500001 };
	assert_true(budget_has_day(&limits));
	assert_int_equal(budget_of_day(text, &limits, &use), DAY_OPEN);
	limits.runs = 3;
	assert_int_equal(budget_of_day(text, &limits, &use), DAY_FULL);
	assert_string_equal(
		text, "the day's budget of 3 runs is spent: 3 began");
	limits.cost = 1500000;
	assert_int_equal(budget_of_day(text, &limits, &use), DAY_SPENT);
	assert_string_equal(
		text, "the day's budget of 1.50 dollars is spent: 1.50 used");
	limits.tokens = 100;
	assert_int_equal(budget_of_day(text, &limits, &use), DAY_SPENT);
	limits.run_time_ms = 5000;
	assert_int_equal(budget_of_day(text, &limits, &use), DAY_OVER);
	assert_string_equal(
		text, "the day's budget of 5 s of run time is spent: 5 s used");
	/* Four spend it four times as fast; and never in no time at all. */
	limits.run_time_ms = 9000;
	assert_int_equal(budget_day_end(&limits, &use, 4, 100), 1100);
	assert_int_equal(budget_day_end(&limits, &use, 0, 100), 4100);
	use.run_time_ms = INT64_MAX;
	assert_true(budget_day_end(&limits, &use, 4, 100) > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded),
		cmocka_unit_test(test_recorded_and_cut),
		cmocka_unit_test(test_mixed_messages),
		cmocka_unit_test(test_odd_numbers),
		cmocka_unit_test(test_budgets),
	};

	chance_seed();
	return cmocka_run_group_tests(tests, load_example, clear_example);
}
