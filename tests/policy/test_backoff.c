/*
 * test_backoff - waits double up to a maximum, and jitter stays within them
 */
#include "policy/backoff.h"
#include "tests/policy/profiles.h"

static void test_wait_doubles(void **state)
{
	static const struct {
		int64_t first_ms, max_ms, failures, wait_ms;
	} cases[] = {
		{ 1000, 60000, 0, 0 },
		{ 1000, 60000, 1, 1000 },
		{ 1000, 60000, 2, 2000 },
		{ 1000, 60000, 3, 4000 },
		{ 1000, 60000, 6, 32000 },
		{ 1000, 60000, 7, 60000 },
		{ 1000, 60000, INT64_MAX, 60000 },
		{ 5, 7, 2, 7 },
		{ 3, 7, 2, 6 },
		/* A first wait above the maximum. */
		{ 9000, 7000, 1, 7000 },
		{ 9000, 7000, 3, 7000 },
		{ 0, 7000, INT64_MAX, 0 },
		{ 1000, 0, 3, 0 },
		/* No overflow on the way to the maximum. */
		{ 1, INT64_MAX, 100, INT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(backoff_wait(cases[i].first_ms,
					 cases[i].max_ms, cases[i].failures),
			cases[i].wait_ms);
}

static void test_next_is_twice(void **state)
{
	(void)state;
	assert_int_equal(backoff_next(1000, 8000), 2000);
	assert_int_equal(backoff_next(4000, 8000), 8000);
	assert_int_equal(backoff_next(4001, 8000), 8000);
	assert_int_equal(backoff_next(8000, 8000), 8000);
	assert_int_equal(backoff_next(INT64_MAX, INT64_MAX), INT64_MAX);
}

static void test_jitter_stays_within(void **state)
{
	(void)state;
	chance_seed();
	assert_int_equal(backoff_full_jitter(1000, 0), 0);
	assert_int_equal(backoff_full_jitter(1000, 1000), 1000);
	assert_int_equal(backoff_full_jitter(1000, 1001), 0);
	assert_int_equal(backoff_full_jitter(0, 17), 0);
	assert_int_equal(backoff_full_jitter(-5, 17), 0);
	assert_int_equal(backoff_half_jitter(1000, 0), 500);
	assert_int_equal(backoff_half_jitter(1000, 500), 1000);
	assert_int_equal(backoff_half_jitter(0, 17), 0);
	for (int i = 0; i < 10000; i++) {
		int64_t wait_ms = (int64_t)chance(1 << 30);
		uint64_t any = chance(UINT64_MAX);
		int64_t full = backoff_full_jitter(wait_ms, any);
		int64_t half = backoff_half_jitter(wait_ms, any);

		assert_true(full >= 0 && full <= wait_ms);
		assert_true(half >= wait_ms / 2 && half <= wait_ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wait_doubles),
		cmocka_unit_test(test_next_is_twice),
		cmocka_unit_test(test_jitter_stays_within),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
