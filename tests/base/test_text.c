/*
 * test_text - text from elsewhere cannot do anything to a terminal
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

#define ESC "\033"

static void test_utf8(void **state)
{
	static const struct {
		const char *bytes;
		size_t length; /* of the sequence at its start */
	} table[] = {
		{ "a", 1 },
		{ "\x7f", 1 },
		{ "é", 2 },
		{ "€", 3 },
		{ "😀", 4 },
		{ "\xc2\x80", 2 },
		{ "\xdf\xbf", 2 },
		{ "\xe0\xa0\x80", 3 },
		{ "\xed\x9f\xbf", 3 },
		{ "\xee\x80\x80", 3 },
		{ "\xf4\x8f\xbf\xbf", 4 },
		{ "\x80", 0 },
		{ "\xbf", 0 },
		{ "\xc0\x80", 0 }, /* overlong */
		{ "\xc1\xbf", 0 },
		{ "\xe0\x9f\xbf", 0 },
		{ "\xf0\x8f\xbf\xbf", 0 },
		{ "\xed\xa0\x80", 0 }, /* a surrogate */
		{ "\xed\xbf\xbf", 0 },
		{ "\xf4\x90\x80\x80", 0 }, /* beyond U+10FFFF */
		{ "\xf5\x80\x80\x80", 0 },
		{ "\xff", 0 },
		{ "\xc2", 0 }, /* cut */
		{ "\xe2\x82", 0 },
		{ "\xf0\x9f\x98", 0 },
		{ "\xe2\x82x", 0 },
		{ "\xf0\x9f\x98x", 0 },
		{ "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const char *bytes = table[i].bytes;
		size_t len = strlen(bytes);

		assert_int_equal(text_utf8_length(bytes, len), table[i].length);
		if (table[i].length)
			assert_true(text_is_utf8(bytes, len));
		else if (len)
			assert_false(text_is_utf8(bytes, len));
	}
	assert_true(text_is_utf8("", 0));
	assert_true(text_is_utf8("a\0b", 3));
	assert_false(text_is_utf8("abc\xff", 4));
}

static void test_clean(void **state)
{
	static const struct {
		const char *text, *clean;
	} table[] = {
		{ "", "" },
		{ "plain words, é € 😀", "plain words, é € 😀" },
		{ "a\tb\nc", "a\tb\nc" },
		{ "over\rwritten", "overwritten" },
		{ "bell\a, back\b, del\x7f, \x01\x1f", "bell, back, del, " },
		/* Colours and moves. */
		{ ESC "[1;31mred" ESC "[0m", "red" },
		{ ESC "[2J" ESC "[10;20Hhere", "here" },
		{ ESC "[?1049hx", "x" },
		{ ESC "[", "" },
		{ ESC "[12;", "" },
		/* Titles, clipboards, answers. */
		{ ESC "]0;title\ax", "x" },
		{ ESC "]52;c;ZXZpbA==" ESC "\\x", "x" },
		{ ESC "P1$r" ESC "\\x" ESC "_apc" ESC "\\y" ESC "^pm" ESC "\\z",
			"xyz" },
		{ ESC "]0;never ends\nbut the line does",
			"\nbut the line does" },
		{ ESC "]0;a" ESC "[31mred", "red" },
		{ ESC "]unfinished", "" },
		/* Other escapes. */
		{ ESC "(Bx" ESC "=y" ESC "cz", "xyz" },
		{ ESC "7" ESC "8x", "x" },
		{ ESC, "" },
		{ ESC ESC "[31mx", "x" },
		/* C1, which some terminals take for escapes. */
		{ "\xc2\x9b"
		  "31mx",
			"31mx" },
		{ "\xc2\xa0x", "\xc2\xa0x" },
		/* Direction and byte order. */
		{ "a\u202eb\u2066c\u2069d\u200ee\ufefff", "abcdef" },
		{ "\u200d\u2028", "\u200d\u2028" },
		/* Bad UTF-8. */
		{ "a\xff"
		  "b",
			"a\ufffdb" },
		{ "\xe2\x82", "\ufffd\ufffd" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct str out = STR_INIT;

		text_clean(&out, table[i].text, strlen(table[i].text));
		assert_string_equal(str_text(&out), table[i].clean);
		str_clear(&out);
	}
}

static void test_clean_adds(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	str_add(&out, ">");
	text_clean(&out, "a\0b", 3);
	assert_string_equal(out.text, ">ab");
	str_clear(&out);
}

static void test_one_line(void **state)
{
	static const struct {
		const char *text;
		size_t columns;
		const char *line;
	} table[] = {
		{ "", 10, "" },
		{ "short", 10, "short" },
		{ "exactly10!", 10, "exactly10!" },
		{ "eleven char", 10, "eleven ch…" },
		{ "two\nlines\tand a tab", 80, "two lines and a tab" },
		{ ESC "[31mred" ESC "[0m is five", 6, "red i…" },
		{ "éééééé", 6, "éééééé" },
		{ "ééééééé", 6, "ééééé…" },
		{ "abc", 1, "…" },
		{ "a", 1, "a" },
		{ "abc", 0, "…" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char *line = text_one_line(table[i].text, table[i].columns);

		assert_string_equal(line, table[i].line);
		free(line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_adds),
		cmocka_unit_test(test_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
