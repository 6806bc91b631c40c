/*
 * test_zone - where a day begins and ends, as the clocks there have it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/zone.h"

static void test_days(void **state)
{
	static const struct {
		const char *zone, *now, *begin, *end;
	} table[] = {
		{ "UTC", "2026-11-20T21:05:00.123Z", "2026-11-20T00:00:00.000Z",
			"2026-11-21T00:00:00.000Z" },
		{ "UTC", "2026-11-20T00:00:00.000Z", "2026-11-20T00:00:00.000Z",
			"2026-11-21T00:00:00.000Z" },
		{ "UTC", "2026-12-31T23:59:59.999Z", "2026-12-31T00:00:00.000Z",
			"2027-01-01T00:00:00.000Z" },
		{ "Asia/Kolkata", "2026-11-20T21:05:00.000Z",
			"2026-11-20T18:30:00.000Z",
			"2026-11-21T18:30:00.000Z" },
		/* 23 hours, and 25. */
		{ "Europe/Berlin", "2026-03-29T12:00:00.000Z",
			"2026-03-28T23:00:00.000Z",
			"2026-03-29T22:00:00.000Z" },
		{ "Europe/Berlin", "2026-10-25T00:30:00.000Z",
			"2026-10-24T22:00:00.000Z",
			"2026-10-25T23:00:00.000Z" },
		/* There is no midnight: it begins at one o'clock. */
		{ "America/Sao_Paulo", "2018-11-04T12:00:00.000Z",
			"2018-11-04T03:00:00.000Z",
			"2018-11-05T02:00:00.000Z" },
		/* There are two: it begins with the first. */
		{ "America/Havana", "2025-11-02T12:00:00.000Z",
			"2025-11-02T04:00:00.000Z",
			"2025-11-03T05:00:00.000Z" },
		/* A day that never was follows. */
		{ "Pacific/Apia", "2011-12-30T01:00:00.000Z",
			"2011-12-29T10:00:00.000Z",
			"2011-12-30T10:00:00.000Z" },
	};
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		int64_t now = clock_parse(table[i].now);

		assert_string_equal(
			clock_text(zone_day_begin(table[i].zone, now), text),
			table[i].begin);
		assert_string_equal(
			clock_text(zone_day_end(table[i].zone, now), text),
			table[i].end);
	}
}

/* Every moment is of one day, and the next one begins where it ends. */
static void test_days_follow_each_other(void **state)
{
	static const char *const zones[] = { "Europe/Berlin", "America/Havana",
		"Australia/Lord_Howe", NULL };
	int64_t now = clock_parse("2025-01-01T00:00:00Z");

	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		int64_t at = now;

		for (int day = 0; day < 400; day++) {
			int64_t end = zone_day_end(zones[i], at);

			assert_true(zone_day_begin(zones[i], at) <= at);
			assert_true(end > at);
			assert_int_equal(zone_day_begin(zones[i], end), end);
			assert_true(end - zone_day_begin(zones[i], at) >=
				    23 * 3600000);
			at = end;
		}
	}
}

static void test_no_such_zone(void **state)
{
	(void)state;
	assert_int_equal(zone_day_begin("Nowhere/Atall", 1000), 0);
	assert_int_equal(zone_day_end("../etc/passwd", 1000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_days_follow_each_other),
		cmocka_unit_test(test_no_such_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
