/*
 * test_clock - the time, as text and back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static void test_text(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} table[] = {
		{ 0, "" },
		{ -1, "" },
		{ 1, "1970-01-01T00:00:00.001Z" },
		{ 1795208700123, "2026-11-20T21:05:00.123Z" },
		{ 951782400000, "2000-02-29T00:00:00.000Z" },
		{ 253402300799999, "9999-12-31T23:59:59.999Z" },
		{ 253402300800000, "" },
		{ INT64_MAX, "" },
	};
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		assert_string_equal(
			clock_text(table[i].ms, text), table[i].text);
		if (*text)
			assert_int_equal(clock_parse(text), table[i].ms);
	}
}

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} table[] = {
		{ "2026-11-20T21:05:00Z", 1795208700000 },
		{ "2026-11-20T21:05:00.123Z", 1795208700123 },
		{ "2026-11-20T21:05:00.5Z", 1795208700500 },
		{ "2026-11-20T21:05:00.05Z", 1795208700050 },
		{ "2026-11-20T21:05:00.123456Z", 1795208700123 },
		{ "1970-01-01T00:00:00Z", 0 },
		{ "", -1 },
		{ "now", -1 },
		{ "2026-11-20", -1 },
		{ "2026-11-20T21:05:00", -1 },
		{ "2026-11-20T21:05:00.Z", -1 },
		{ "2026-11-20T21:05:00Zx", -1 },
		{ "2026-11-20T21:05:00+01:00", -1 },
		{ "2026-11-20 21:05:00Z", -1 },
		{ "2026-13-20T21:05:00Z", -1 },
		{ "2026-00-20T21:05:00Z", -1 },
		{ "2026-02-30T21:05:00Z", -1 },
		{ "2026-11-20T24:05:00Z", -1 },
		{ "2026-11-20T21:60:00Z", -1 },
		{ "-001-11-20T21:05:00Z", -1 },
		{ "2026- 1-20T21:05:00Z", -1 },
		{ "2026-11-20T21:05:-1Z", -1 },
		{ "2026-11-20T21:05:00.-12Z", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (clock_parse(table[i].text) != table[i].ms)
			fail_msg("'%s': %lld", table[i].text,
				(long long)clock_parse(table[i].text));
}

static void test_now(void **state)
{
	int64_t wall = clock_wall_ms(), boot = clock_boot_ms();
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	assert_true(boot > 0);
	assert_true(clock_boot_ms() >= boot);
	assert_int_equal(clock_parse(clock_text(wall, text)), wall);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
