/*
 * test_modes - what a program did to its terminal is undone, and no more
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "keeper/modes.h"

#define ESC "\033"
#define END "\017" ESC "(B" ESC "[m" /* of every reset */

static void feed(struct modes *modes, const char *text)
{
	modes_feed(modes, text, strlen(text));
}

static const char *reset(struct modes *modes)
{
	static char text[MODES_RESET_SIZE];
	size_t len = modes_reset(modes, text);

	assert_true(len < sizeof(text));
	text[len] = '\0';
	return text;
}

static void test_resets(void **state)
{
	static const struct {
		const char *written, *reset;
	} table[] = {
		{ "", END },
		{ "words\n", END },
		{ "words", END "\r\n" },
		{ ESC "[?25lx\n", ESC "[?25h" END "\r\n" },
		{ ESC "[?25l" ESC "[?25h\n", END },
		{ ESC "[?1049h\n", ESC "[?1049l" END "\r\n" },
		{ ESC "[?1000;1006h\n",
			ESC "[?1000l" ESC "[?1006l" END "\r\n" },
		{ ESC "[?7l\n", ESC "[?7h" END "\r\n" },
		{ ESC "[4h\n", ESC "[4l" END "\r\n" },
		{ ESC "=\n", ESC ">" END "\r\n" },
		{ ESC "=" ESC ">\n", END },
		{ ESC "[5;9r\n", ESC "7" ESC "[r" ESC "8" END "\r\n" },
		{ ESC "[5;9r" ESC "[r\n", END },
		{ ESC "[>4;2m\n", ESC "[>4m" END "\r\n" },
		{ ESC "[>4;2m" ESC "[>4m\n", END },
		/* All is as new after RIS and DECSTR. */
		{ ESC "[?25l" ESC "=" ESC "c\n", END },
		{ ESC "[?25l" ESC "[?1h" ESC "[!p\n", END },
		/* What only looks like it. */
		{ ESC "[25l" ESC "[>25l" ESC "[?26l\n", END },
		{ ESC "[?25$p\n", END },
		{ ESC "]0;title" ESC "[?25l\a\n", ESC "[?25h" END "\r\n" },
		{ ESC "]0;[?25l\a\n", END },
		{ ESC "P[?25l" ESC "\\\n", END },
		{ ESC "k[?25l" ESC "\\\n", END },
		{ ESC "(=\n", END },
		/* A sequence that was cut is ended first. */
		{ ESC "[?25", "\030" END "\r\n" },
		{ "\n" ESC, "\030" END "\r\n" },
		{ ESC "]0;title", "\030" END "\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct modes modes = { 0 };

		feed(&modes, table[i].written);
		assert_string_equal(reset(&modes), table[i].reset);
		assert_int_equal(modes.changed, 0);
		/* Then it is as new. */
		assert_string_equal(reset(&modes), END);
	}
}

/* Sequences arrive in any pieces. */
static void test_pieces(void **state)
{
	static const char text[] =
		ESC "[?1049h" ESC "]2;a" ESC "\\" ESC "[?25l" ESC "[>4;2m" ESC
		    "=" ESC "[2;5r" ESC "P1$r" ESC "\\" ESC "[?2004h";
	struct modes whole = { 0 };

	(void)state;
	feed(&whole, text);
	assert_true(modes_has_bracketed_paste(&whole));
	for (size_t cut = 0; cut < sizeof(text); cut++) {
		struct modes cut_once = { 0 };

		modes_feed(&cut_once, text, cut);
		modes_feed(&cut_once, text + cut, sizeof(text) - 1 - cut);
		assert_int_equal(cut_once.changed, whole.changed);
		assert_int_equal(cut_once.state, whole.state);
	}
}

static void test_bracketed_paste(void **state)
{
	struct modes modes = { 0 };

	(void)state;
	assert_false(modes_has_bracketed_paste(&modes));
	feed(&modes, ESC "[?2004h");
	assert_true(modes_has_bracketed_paste(&modes));
	feed(&modes, ESC "[?2004l");
	assert_false(modes_has_bracketed_paste(&modes));
}

/* More parameters and larger numbers than there is place for. */
static void test_excess(void **state)
{
	struct modes modes = { 0 };

	(void)state;
	feed(&modes, ESC "[?");
	for (int i = 0; i < 1000; i++)
		feed(&modes, "99999999999;");
	feed(&modes, "25l\n");
	assert_true(modes.count <= MODES_PARAMETERS);
	feed(&modes, ESC "[?25l\n");
	assert_string_equal(reset(&modes), ESC "[?25h" END "\r\n");
}

/* The longest reset there can be has its place. */
static void test_everything_at_once(void **state)
{
	struct modes modes = { 0 };

	(void)state;
	modes.changed = UINT32_MAX;
	modes.state = 1;
	modes.last = 'x';
	reset(&modes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resets),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_bracketed_paste),
		cmocka_unit_test(test_excess),
		cmocka_unit_test(test_everything_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
