/*
 * test_input - keys are told from answers, mice and pastes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keeper/input.h"

#define ESC "\033"

/* What was noticed, a letter each: Text, enteR, Interrupt, Quit, Erase, Back,
 * Word, with Alt, other eDits. */
static const char *seen(struct input *input, const char *bytes)
{
	static const char letters[] = { [INPUT_TEXT] = 't',
		[INPUT_ENTER] = 'r',
		[INPUT_INTERRUPT] = 'i',
		[INPUT_QUIT] = 'q',
		[INPUT_ERASE_LINE] = 'e',
		[INPUT_ERASE_CHARACTER] = 'b',
		[INPUT_ERASE_WORD] = 'w',
		[INPUT_ALT] = 'a',
		[INPUT_EDIT] = 'd' };
	static char events[256];
	size_t len = 0;

	for (; *bytes; bytes++) {
		enum input_event event = input_feed(input, *bytes);

		if (event != INPUT_NONE)
			events[len++] = letters[event];
	}
	events[len] = '\0';
	return events;
}

static void test_keys(void **state)
{
	static const struct {
		const char *bytes, *events;
	} table[] = {
		{ "ab é", "ttttt" },
		{ "\r", "r" },
		{ "\n", "r" },
		{ "\003", "i" },
		{ "\034", "q" },
		{ "\025", "e" },
		{ "\t\032\001", "ddd" },
		{ "\b\177\027", "bbw" },
		/* The keys of other protocols. */
		{ ESC "[99;5u", "i" },
		{ ESC "[27;5;99~", "i" },
		{ ESC "[92;5u", "q" },
		{ ESC "[27;5;92~", "q" },
		{ ESC "[13u", "r" },
		{ ESC "[117;5u", "e" },
		{ ESC "[127u" ESC "[119;5u" ESC "[27;5;119~", "bww" },
		{ ESC "[97;5u" ESC "[9u" ESC "[27;5;97~" ESC "[57358u",
			"dddd" },
		{ ESC "[65;2u" ESC "[13;2u" ESC "[27;2;13~", "aaa" },
		/* Arrows and the like, and what is typed after them. */
		{ ESC "[A" ESC "[1;5C" ESC "OP" ESC "[3~x", "ddddt" },
		/* Alt-x may be Escape and x, Alt-Ctrl-C is a Ctrl-C. */
		{ ESC "x" ESC "\r" ESC "\177", "add" },
		{ ESC "\003", "i" },
		{ ESC ESC "\003", "i" },
		/* Cut by a key. */
		{ ESC "[12\003", "i" },
		{ ESC "[12" ESC "[A\003", "di" },
		{ ESC "O\003", "i" },
		/* Answers of the terminal. */
		{ ESC "[24;80R" ESC "[?62;4c" ESC "[I" ESC "[O", "" },
		{ ESC "]11;rgb:0000/0000/0000" ESC "\\x", "t" },
		{ ESC "]11;rgb:0000/0000/0000\ax", "t" },
		{ ESC "P1$r0m" ESC "\\x", "t" },
		{ ESC "_Gi=1;OK" ESC "\\x", "t" },
		{ ESC "]11;never ends\003", "i" },
		{ ESC "]x" ESC "[A\003", "di" },
		/* The mouse, old and new. */
		{ ESC "[M !!x", "t" },
		{ ESC "[M\003\003\003x", "t" },
		{ ESC "[<0;3;3M" ESC "[<0;3;3mx", "t" },
		/* Pastes are text, whatever is in them. */
		{ ESC "[200~a\003b\rc\025" ESC "[201~\003", "tttttti" },
		{ ESC "[200~" ESC "[99;5u" ESC "[13u" ESC "[201~\r", "r" },
		{ ESC "[200~" ESC "\003" ESC "[201~", "t" },
		{ ESC "[200~" ESC "[M\003\003\003" ESC "[201~", "ttt" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct input input = { 0 };
		const char *events = seen(&input, table[i].bytes);

		if (strcmp(events, table[i].events))
			fail_msg("row %zu: '%s', not '%s'", i, events,
				table[i].events);
	}
}

/* A long sequence is no key, and what comes after it is one again. */
static void test_excess(void **state)
{
	struct input input = { 0 };

	(void)state;
	assert_string_equal(seen(&input, ESC "["), "");
	for (int i = 0; i < 1000; i++)
		assert_string_equal(seen(&input, "99;5"), "");
	assert_string_equal(seen(&input, "u\003"), "di");
	assert_true(input.len < sizeof(input.sequence));
}

/* An Escape by itself is a key: what is typed next is no part of a sequence. */
static void test_escape(void **state)
{
	struct input input = { 0 };

	(void)state;
	assert_false(input_ends_in_escape(&input));
	assert_string_equal(seen(&input, ESC), "");
	assert_true(input_ends_in_escape(&input));
	assert_string_equal(seen(&input, "Px\r"), "ttr");
	assert_string_equal(seen(&input, ESC "[200~" ESC), "");
	assert_false(input_ends_in_escape(&input));
	assert_string_equal(seen(&input, "[201~x"), "t");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_excess),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
