/*
 * test_json - what the keeper writes without a library is JSON
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keeper/json.h"

static void test_object(void **state)
{
	char place[256];
	struct json json = { .bytes = place, .size = sizeof(place) };

	(void)state;
	json_open(&json, NULL);
	json_number(&json, "n", INT64_MIN);
	json_open(&json, "inner");
	json_bool(&json, "yes", true);
	json_bool(&json, "no", false);
	json_close(&json);
	json_open(&json, "empty");
	json_close(&json);
	json_null(&json, "null");
	json_text(&json, "text", "words");
	json_close(&json);
	assert_false(json.overflow);
	assert_int_equal(json.len, strlen(place));
	assert_string_equal(place,
		"{\"n\":-9223372036854775808,\"inner\":{\"yes\":true,"
		"\"no\":false},\"empty\":{},\"null\":null,\"text\":\"words\"}");
}

static void test_text(void **state)
{
	static const struct {
		const char *text, *written;
	} table[] = {
		{ "", "" },
		{ "é € 😀", "é € 😀" },
		{ "a\"b\\c/d", "a\\\"b\\\\c/d" },
		{ "\n\t\x01\x1f\x7f", "\\u000a\\u0009\\u0001\\u001f\\u007f" },
		{ "\xff\xfe", "\\ufffd\\ufffd" },
		{ "\xc0\x80", "\\ufffd\\ufffd" },
		{ "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd" },
		{ "\xe2\x82", "\\ufffd\\ufffd" },
		{ "\xf0\x9f", "\\ufffd\\ufffd" },
		{ "\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		char place[128];
		struct json json = { .bytes = place, .size = sizeof(place) };

		json_text(&json, NULL, table[i].text);
		assert_int_equal(json.len, strlen(table[i].written) + 2);
		assert_memory_equal(place + 1, table[i].written, json.len - 2);
	}
}

/* Never a byte beyond its place, and it says that something is missing. */
static void test_overflow(void **state)
{
	char place[64];

	(void)state;
	for (size_t size = 1; size < 24; size++) {
		struct json json = { .bytes = place, .size = size };

		memset(place, '#', sizeof(place));
		json_open(&json, NULL);
		json_text(&json, "name", "\x01value");
		json_close(&json);
		assert_int_equal(json.overflow, size < 23);
		assert_true(json.len < size);
		assert_int_equal(place[size], '#');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_object),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
