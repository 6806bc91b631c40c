/*
 * test_kv - key=value strings, read in place and written into a place
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/kv.h"

#define PAIRS "a=1\0b=\0ab=2\0a=3\0=x\0plain\0c=x=y\0cut=5"
#define LEN   (sizeof(PAIRS) - 1) /* the last has no NUL of its own */

static void test_get(void **state)
{
	(void)state;
	assert_string_equal(kv_get(PAIRS, LEN, "a"), "1");
	assert_string_equal(kv_get(PAIRS, LEN, "ab"), "2");
	assert_string_equal(kv_get(PAIRS, LEN, "b"), "");
	assert_string_equal(kv_get(PAIRS, LEN, "c"), "x=y");
	assert_null(kv_get(PAIRS, LEN, "plain"));
	assert_null(kv_get(PAIRS, LEN, "d"));
	assert_null(kv_get(PAIRS, LEN, "cut"));
	assert_string_equal(kv_get(PAIRS, LEN + 1, "cut"), "5");
	assert_null(kv_get("", 0, "a"));
	assert_null(kv_get("a", 1, "abc"));
}

static void test_next(void **state)
{
	size_t at = 0;

	(void)state;
	assert_string_equal(kv_next(PAIRS, LEN, "a", &at), "1");
	assert_string_equal(kv_next(PAIRS, LEN, "a", &at), "3");
	assert_null(kv_next(PAIRS, LEN, "a", &at));
	assert_null(kv_next(PAIRS, LEN, "a", &at));
}

static void test_numbers(void **state)
{
	static const char pairs[] = "n=12\0minus=-3\0big=9223372036854775807\0"
				    "huge=9223372036854775808\0words=12 x\0"
				    "empty=\0hex=0x10";

	(void)state;
	assert_int_equal(kv_get_number(pairs, sizeof(pairs), "n", 7), 12);
	assert_int_equal(kv_get_number(pairs, sizeof(pairs), "minus", 7), -3);
	assert_true(kv_get_number(pairs, sizeof(pairs), "big", 7) == INT64_MAX);
	assert_int_equal(kv_get_number(pairs, sizeof(pairs), "huge", 7), 7);
	assert_int_equal(kv_get_number(pairs, sizeof(pairs), "words", 7), 7);
	assert_int_equal(kv_get_number(pairs, sizeof(pairs), "empty", 7), 7);
	assert_int_equal(kv_get_number(pairs, sizeof(pairs), "hex", 7), 7);
	assert_int_equal(kv_get_number(pairs, sizeof(pairs), "none", 7), 7);
}

static void test_put(void **state)
{
	char place[32];
	struct kv_writer writer = { place, sizeof(place), 0, 0 };

	(void)state;
	kv_put(&writer, "key", "value");
	kv_put_number(&writer, "n", -5);
	kv_put(&writer, "empty", "");
	assert_int_equal(writer.overflow, 0);
	assert_int_equal(writer.len, 10 + 5 + 7);
	assert_memory_equal(place, "key=value\0n=-5\0empty=\0", 22);
}

static void test_overflow(void **state)
{
	char place[12];
	struct kv_writer writer = { place, sizeof(place), 0, 0 };

	(void)state;
	kv_put(&writer, "a", "12345"); /* 8 of 12 */
	kv_put(&writer, "bc", "1"); /* one too many */
	assert_int_equal(writer.overflow, 1);
	assert_int_equal(writer.len, 8);
	/* What would fit comes too late: no pair may go missing unseen. */
	kv_put(&writer, "d", "");
	assert_int_equal(writer.len, 8);
	writer = (struct kv_writer){ place, sizeof(place), 0, 0 };
	kv_put(&writer, "a", "123456789");
	assert_int_equal(writer.overflow, 0);
	assert_int_equal(writer.len, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_put),
		cmocka_unit_test(test_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
