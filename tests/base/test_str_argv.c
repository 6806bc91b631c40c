/*
 * test_str_argv - a string and a vector that grow
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/argv.h"
#include "base/str.h"

static void test_str(void **state)
{
	struct str str = STR_INIT;
	char *taken;

	(void)state;
	assert_string_equal(str_text(&str), "");
	str_add(&str, "a");
	str_add_char(&str, 'b');
	str_add_bytes(&str, "c\0d", 3);
	str_addf(&str, "%d%s", 7, "e");
	assert_int_equal(str.len, 7);
	assert_memory_equal(str.text, "abc\0d7e", 8);
	str_reset(&str);
	assert_int_equal(str.len, 0);
	assert_string_equal(str_text(&str), "");
	str_add_bytes(&str, NULL, 0);
	assert_int_equal(str.len, 0);
	str_add(&str, "x");
	taken = str_take(&str);
	assert_string_equal(taken, "x");
	assert_null(str.text);
	free(taken);
	taken = str_take(&str);
	assert_string_equal(taken, "");
	free(taken);
	str_clear(&str);
	str_reset(&str);
	assert_string_equal(str_text(&str), "");
}

static void test_str_grows(void **state)
{
	struct str str = STR_INIT;

	(void)state;
	for (int i = 0; i < 100000; i++)
		str_addf(&str, "%d,", i % 10);
	assert_int_equal(str.len, 200000);
	assert_int_equal(strlen(str.text), 200000);
	assert_string_equal(str.text + str.len - 4, "8,9,");
	str_clear(&str);
	assert_int_equal(str.size, 0);
}

static void test_argv(void **state)
{
	char one[] = "one", two[] = "two";
	char *words[] = { one, two, NULL };
	struct argv argv = ARGV_INIT;

	(void)state;
	assert_false(argv_has(&argv, "one"));
	argv_add_all(&argv, NULL);
	assert_null(argv.items);
	argv_add_all(&argv, words);
	one[0] = '0'; /* it has copies */
	argv_add(&argv, "");
	argv_addf(&argv, "%s-%d", "four", 4);
	assert_int_equal(argv.count, 4);
	assert_string_equal(argv.items[0], "one");
	assert_string_equal(argv.items[1], "two");
	assert_string_equal(argv.items[2], "");
	assert_string_equal(argv.items[3], "four-4");
	assert_null(argv.items[4]);
	assert_true(argv_has(&argv, "two") && argv_has(&argv, ""));
	assert_false(argv_has(&argv, "four"));
	argv_clear(&argv);
	assert_null(argv.items);
	assert_int_equal(argv.count, 0);
	argv_clear(&argv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str),
		cmocka_unit_test(test_str_grows),
		cmocka_unit_test(test_argv),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
