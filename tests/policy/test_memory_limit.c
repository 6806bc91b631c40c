/*
 * test_memory_limit - is there enough of it, and how many may run without
 */
#include "policy/admit/memory_limit.h"
#include "tests/policy/profiles.h"

static void test_pressure(void **state)
{
	static const struct {
		const char *text;
		int64_t hundredths;
	} cases[] = {
		{ "some avg10=1.53 avg60=0.87 avg300=0.73 total=1\n"
		  "full avg10=9.13 avg60=0.87 avg300=0.73 total=1\n",
			153 },
		{ "full avg10=9.13 avg60=0.0\nsome avg10=100.00 avg60=1\n",
			10000 },
		{ "some avg10=0.00\n", 0 },
		{ "full avg10=1.00\n", -1 },
		{ "some avg60=1.00\n", -1 },
		{ "some avg10=x\n", -1 },
		{ "some avg10=-1\n", -1 },
		{ "some avg10=1e9\n", -1 },
		{ "some avg10=nan\n", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(memory_parse_pressure(cases[i].text),
			cases[i].hundredths);
}

static void test_available(void **state)
{
	(void)state;
	assert_int_equal(memory_parse_available("MemTotal: 9 kB\n"
						"MemAvailable:   12 kB\n"),
		12 * 1024);
	assert_int_equal(memory_parse_available("MemTotal: 9 kB\n"), -1);
	assert_int_equal(memory_parse_available("MemAvailable: x\n"), -1);
	assert_int_equal(memory_parse_available("MemAvailable: -1 kB\n"), -1);
}

static bool is_short(int64_t pressure_hundredths, int64_t available,
	const struct memory_config *config)
{
	const struct memory_facts facts = { pressure_hundredths, available };
	char reason[MEMORY_REASON_SIZE] = "";
	bool answer = memory_is_short(reason, &facts, config);

	assert_int_equal(answer, *reason != '\0');
	return answer;
}

static void test_short(void **state)
{
	const struct memory_config config = { .pressure_percent = 40,
		.available_bytes = 1000 };
	const struct memory_config off = { 0 };

	(void)state;
	assert_false(is_short(4000, 1000, &config));
	assert_true(is_short(4001, 1000, &config));
	assert_true(is_short(0, 999, &config));
	/* What is not known holds nothing back. */
	assert_false(is_short(-1, 1000, &config));
	assert_false(is_short(4000, -1, &config));
	assert_true(is_short(-1, 999, &config));
	assert_false(is_short(10000, 0, &off));
}

static void test_most(void **state)
{
	struct admission admission = ADMISSION_INIT;

	(void)state;
	assert_int_equal(memory_most(&admission, 100, 5), 0);
	memory_lower(&admission, 4, 100, 1000);
	assert_int_equal(memory_most(&admission, 100, 1000), 3);
	assert_int_equal(memory_raised_at(&admission, 100, 1000), 1100);
	/* The next one lowers further, and is raised from there. */
	memory_lower(&admission, 3, 100, 1050);
	assert_int_equal(memory_most(&admission, 100, 1149), 2);
	assert_int_equal(memory_most(&admission, 100, 1150), 3);
	assert_int_equal(memory_raised_at(&admission, 100, 1150), 1250);
	/* … until as many may as ran before. */
	assert_int_equal(memory_most(&admission, 100, 1250), 0);
	assert_int_equal(memory_raised_at(&admission, 100, 1250), 0);
}

static void test_at_least_one(void **state)
{
	struct admission admission = ADMISSION_INIT;

	(void)state;
	memory_lower(&admission, 1, 100, 1000);
	assert_int_equal(memory_most(&admission, 100, 1001), 1);
	memory_lower(&admission, 1, 100, 1050);
	assert_int_equal(memory_most(&admission, 100, 1149), 1);
	assert_int_equal(memory_most(&admission, 100, 1150), 0);
	/* Nothing is ever stable for less than no time. */
	assert_int_equal(memory_most(&admission, 0, 1051), 0);
}

/* Whatever happens, one may run, and in the end any number. */
static void test_it_is_raised(void **state)
{
	(void)state;
	chance_seed();
	for (int i = 0; i < 2000; i++) {
		struct admission admission = ADMISSION_INIT;
		int64_t now_ms = 1, stable_ms = 1 + (int64_t)chance(1000);
		int64_t most = 0, running = 0;

		for (int j = 0; j < 20; j++) {
			now_ms += (int64_t)chance(3000);
			most = memory_most(&admission, stable_ms, now_ms);
			running =
				1 + (int64_t)chance(most ? (uint64_t)most : 30);
			memory_lower(&admission, running, stable_ms, now_ms);
			most = memory_most(&admission, stable_ms, now_ms);
			assert_true(most >= 1);
			assert_true(most == 1 || most < running);
			assert_true(memory_raised_at(&admission, stable_ms,
					    now_ms) > now_ms);
		}
		assert_int_equal(memory_most(&admission, stable_ms,
					 now_ms + 31 * stable_ms),
			0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pressure),
		cmocka_unit_test(test_available),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_most),
		cmocka_unit_test(test_at_least_one),
		cmocka_unit_test(test_it_is_raised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
