/*
 * test_duration - how long, read and said
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/duration.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} table[] = {
		{ "0", 0 },
		{ "0s", 0 },
		{ "500ms", 500 },
		{ "90s", 90 * SECOND },
		{ "5m", 5 * MINUTE },
		{ "1h", HOUR },
		{ "2d", 2 * DAY },
		{ "007s", 7 * SECOND },
		{ "36525d", 36525 * DAY },
		{ "36526d", -1 },
		{ "", -1 },
		{ "5", -1 },
		{ "m", -1 },
		{ "-5m", -1 },
		{ "+5m", -1 },
		{ " 5m", -1 },
		{ "5 m", -1 },
		{ "5m ", -1 },
		{ "5M", -1 },
		{ "5min", -1 },
		{ "1.5h", -1 },
		{ "1h30m", -1 },
		{ "0x5s", -1 },
		{ "9223372036854775807s", -1 },
		{ "9223372036854775808ms", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (duration_parse(table[i].text) != table[i].ms)
			fail_msg("'%s': %lld", table[i].text,
				(long long)duration_parse(table[i].text));
}

static void test_text(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} table[] = {
		{ -5, "0 ms" },
		{ 0, "0 ms" },
		{ 1, "1 ms" },
		{ 999, "999 ms" },
		{ SECOND, "1 s" },
		{ 1499, "1 s" },
		{ 1500, "2 s" },
		{ 59499, "59 s" },
		{ 59500, "1 min" },
		{ 80 * SECOND, "1 min 20 s" },
		{ 59 * MINUTE + 59 * SECOND, "59 min 59 s" },
		{ HOUR, "1 h" },
		{ 125 * MINUTE, "2 h 5 min" },
		{ 48 * HOUR - SECOND, "47 h 59 min" },
		{ 48 * HOUR, "2 d 0 h" },
		{ 36525 * DAY, "36525 d 0 h" },
	};
	char text[DURATION_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_string_equal(
			duration_text(table[i].ms, text), table[i].text);
}

static void test_spell(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} table[] = {
		{ 0, "0" },
		{ 100, "100ms" },
		{ 1500, "1500ms" },
		{ 90 * SECOND, "90s" },
		{ 5 * MINUTE, "5m" },
		{ 25 * HOUR, "25h" },
		{ 48 * HOUR, "2d" },
	};
	char text[DURATION_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		assert_string_equal(
			duration_spell(table[i].ms, text), table[i].text);
		assert_int_equal(duration_parse(text), table[i].ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_spell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
