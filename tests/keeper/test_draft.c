/*
 * test_draft - whether somebody has begun a line
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keeper/draft.h"

#define ESC "\033"

static void type(struct draft *draft, const char *bytes)
{
	struct input input = { 0 };

	for (; *bytes; bytes++)
		draft_note(draft, input_feed(&input, *bytes), *bytes);
}

static const struct {
	const char *bytes;
	bool begun;
} lines[] = {
	{ "", false },
	{ "a", true },
	/* Sent, or given up. */
	{ "half a line\r", false },
	{ "half a line\003", false },
	{ "half a line\034", false },
	{ "half a line\025", false },
	{ ESC "[200~one\ntwo" ESC "[201~\r", false },
	{ "one\rtwo", true },
	{ "one" ESC "[13u", false },
	/* The same text goes on in a new line. */
	{ "one\\\r", true },
	{ "one\\\rtwo\r", false },
	{ "one\n", true },
	{ "one\ntwo\r", false },
	{ "one" ESC "\r", true },
	{ "one" ESC "[13;2u", true },
	{ "\n", false },
	/* Deleted again. */
	{ "abc\177\177", true },
	{ "abc\177\177\177", false },
	{ "abc\b\b\b", false },
	{ "abc" ESC "[127u" ESC "[127u" ESC "[127u", false },
	{ "\177\177\177a", true },
	{ "a\177\177\177b\177", false },
	{ "h\xc3\xa9\xe2\x82\xac\177\177", true },
	{ "h\xc3\xa9\xe2\x82\xac\177\177\177", false },
	{ ESC "[200~ab" ESC "[201~", true },
	{ ESC "[200~ab" ESC "[201~\177\177", false },
	{ "word\027", false },
	{ "two words  \027", true },
	{ "two words  \027\027", false },
	{ "a-b\027", true },
	{ "a-b\027\027\027", false },
	{ "ab" ESC "[119;5u", false },
	/* No text. */
	{ ESC "[1;5C" ESC "OP" ESC "[3~", false },
	/* An earlier line comes back. */
	{ ESC "[A", true },
	{ "\031", true },
	{ ESC "[A\r", false },
	{ ESC "[I" ESC "[O" ESC "[<0;3;3M" ESC "[<0;3;3m", false },
	{ ESC "[M !!" ESC "[24;80R" ESC "[?62;4c", false },
	{ "a" ESC "[I" ESC "[O" ESC "[<0;3;3M\177", false },
	/* What is deleted now is not known. */
	{ "abc" ESC "[D"
	  "\177\177\177",
		true },
	{ "abc\001\177\177\177", true },
	{ ESC "[A"
	      "x\177",
		true },
	{ "abc" ESC "[D"
	  "\025",
		true },
	{ "abc" ESC "[D"
	  "\027",
		true },
	{ "abc" ESC "[D"
	  "\003",
		false },
	{ "abc" ESC "[D"
	  "\rx\177",
		false },
	{ "ab\t\177\177", true },
	{ ESC "no\177\177", true },
	{ ESC "[200~a\nb" ESC "[201~\177\177\177", true },
	{ ESC "[200~a\nb" ESC "[201~\025", true },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct draft draft = { 0 };

		type(&draft, lines[i].bytes);
		if (draft_is_begun(&draft) != lines[i].begun)
			fail_msg("row %zu", i);
	}
}

/* More than is remembered: deleting proves nothing any more. */
static void test_long(void **state)
{
	struct draft draft = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		type(&draft, "x");
	for (int i = 0; i < 1000; i++)
		type(&draft, "\177");
	assert_true(draft_is_begun(&draft));
	type(&draft, "\027\025");
	assert_true(draft_is_begun(&draft));
	type(&draft, "\r");
	assert_false(draft_is_begun(&draft));
}

/* An Escape by itself in an empty line changes nothing. */
static void test_escape(void **state)
{
	struct draft draft = { 0 };

	(void)state;
	draft_note(&draft, INPUT_EDIT, 033);
	type(&draft, "a\177");
	assert_false(draft_is_begun(&draft));
	type(&draft, "a");
	draft_note(&draft, INPUT_EDIT, 033);
	type(&draft, "\177");
	assert_true(draft_is_begun(&draft));
}

/* What is typed for a dialog is no line; that is behind it. */
static void test_dialog(void **state)
{
	struct draft draft = { 0 }, aside;

	(void)state;
	draft_set_aside(&draft, &aside);
	type(&draft, ESC "[B12");
	assert_true(draft_is_begun(&draft));
	draft_take_back(&draft, &aside);
	assert_false(draft_is_begun(&draft));
	/* It was answered before anybody saw it. */
	type(&draft, "1");
	draft_set_aside(&draft, &aside);
	draft_take_back(&draft, &aside);
	assert_false(draft_is_begun(&draft));
	type(&draft, "half a line");
	draft_set_aside(&draft, &aside);
	type(&draft, "\r");
	draft_take_back(&draft, &aside);
	assert_true(draft_is_begun(&draft));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_dialog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
