/*
 * test_line_split - whole lines, whatever pieces they come in
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/line_split.h"

static void take(void *arg, const char *line, size_t len)
{
	assert_int_equal(strlen(line), len);
	str_addf(arg, "[%s]", line);
}

static void check(const char *text, size_t piece, bool skip, const char *lines)
{
	struct line_split split = { .max = 5, .skip = skip };
	struct str found = STR_INIT;
	size_t len = strlen(text);

	for (size_t at = 0; at < len; at += piece)
		line_split_feed(&split, text + at,
			len - at < piece ? len - at : piece, take, &found);
	assert_string_equal(str_text(&found), lines);
	str_clear(&found);
	line_split_clear(&split);
}

static void test_pieces(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 20; piece++) {
		check("one\ntwo\nthr", piece, false, "[one][two]");
		check("one\n\n\ntwo\n", piece, false, "[one][two]");
		check("12345\n123456\nab\n", piece, false, "[12345][ab]");
		check("123456789abcdefg\nab\n", piece, false, "[ab]");
		check("ne\ntwo\n", piece, true, "[two]");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_pieces) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
