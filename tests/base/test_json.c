/*
 * test_json - only JSON is read, all that is written is JSON
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/json_check.h"
#include "base/str.h"

static cJSON *parse(const char *text, struct err *err)
{
	return json_parse(text, strlen(text), JSON_MAX_BYTES, "f", err);
}

static void test_accepted(void **state)
{
	static const char *const table[] = { "null", " true ", "false\n", "0",
		"-0", "-1.5e-3", "1E+2", "9007199254740992",
		"-9007199254740992", "1e300", "\"\"",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"",
		"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"", "[]", "{}",
		"[1,[2,{\"a\":[]}]]", "{\"a\":1,\"A\":2,\"\":3}",
		"[{\"a\":1},{\"a\":1}]", "{\"a\":{\"a\":1}}",
		"\t{ \"a\" : [ 1 , 2 ] }\r\n" };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		cJSON *json = parse(table[i], &err);

		if (!json)
			fail_msg("%s: %s", table[i], err.message);
		cJSON_Delete(json);
	}
}

static const struct refused {
	const char *text, *message;
} refused[] = {
	{ "", "f:1:1: it breaks off" },
	{ " ", "f:1:2: it breaks off" },
	{ "[1,", "f:1:4: it breaks off" },
	{ "{\"a\"", "f:1:5: it breaks off" },
	{ "[1 2]", "f:1:4: expected ',' or ']'" },
	{ "[1,]", "f:1:4: expected a value" },
	{ "[,1]", "f:1:2: expected a value" },
	{ "{\"a\":1,}", "f:1:8: expected a member's name" },
	{ "{a:1}", "f:1:2: expected a member's name" },
	{ "{'a':1}", "f:1:2: expected a member's name" },
	{ "{\"a\" 1}", "f:1:6: expected ':'" },
	{ "{\"a\":1 \"b\":2}", "f:1:8: expected ',' or '}'" },
	{ "{} {}", "f:1:4: something after the document's end" },
	{ "1 // x", "f:1:3: something after the document's end" },
	{ "\xef\xbb\xbf{}", "f:1:1: expected a value" },
	{ "\xa0{}", "f:1:1: expected a value" },
	{ "\v1", "f:1:1: expected a value" },
	{ "nul", "f:1:1: expected a value" },
	{ "True", "f:1:1: expected a value" },
	{ "NaN", "f:1:1: expected a value" },
	{ "-Infinity", "f:1:2: expected a value" },
	{ "01", "f:1:2: something after the document's end" },
	{ "-01", "f:1:3: something after the document's end" },
	{ "+1", "f:1:1: expected a value" },
	{ ".5", "f:1:1: expected a value" },
	{ "1.", "f:1:3: it breaks off" },
	{ "[1.e1]", "f:1:4: expected a value" },
	{ "1e", "f:1:3: it breaks off" },
	{ "0x10", "f:1:2: something after the document's end" },
	{ "9007199254740993", "f:1:1: a number too large to be exact" },
	{ "-9007199254740993", "f:1:1: a number too large to be exact" },
	{ "99999999999999999999", "f:1:1: a number too large to be exact" },
	{ "44444444444444440.1", "f:1:1: a number too large to be exact" },
	{ "1e400", "f:1:1: a number too large to be exact" },
	{ "0.0000000000000000000000000000000000000000000000000000000000000001",
		"f:1:1: a number too long" },
	{ "\"a", "f:1:1: a string without its end" },
	{ "\"a\\\"", "f:1:1: a string without its end" },
	{ "\"a\nb\"", "f:1:3: a control character in a string" },
	{ "\"\x1b\"", "f:1:2: a control character in a string" },
	{ "\"\\x\"", "f:1:2: an unknown escape" },
	{ "\"\\", "f:1:2: an unknown escape" },
	{ "\"\\u12\"", "f:1:2: a broken \\u escape" },
	{ "\"\\u12g4\"", "f:1:2: a broken \\u escape" },
	{ "\"\\u0000\"", "f:1:2: \\u0000 in a string" },
	{ "{\"\\u0000\":1}", "f:1:3: \\u0000 in a string" },
	{ "\"\\ud83d\"", "f:1:2: half a surrogate pair" },
	{ "\"\\ud83d\\u0041\"", "f:1:2: half a surrogate pair" },
	{ "\"\\ude00\\ud83d\"", "f:1:2: half a surrogate pair" },
	{ "\"\xff\"", "f:1:2: not UTF-8" },
	{ "\"\xc0\x80\"", "f:1:2: not UTF-8" },
	{ "\"\xed\xa0\x80\"", "f:1:2: not UTF-8" },
	{ "\"\xe2\x82\"", "f:1:2: not UTF-8" },
	{ "{\"a\":1,\"b\":2,\"a\":3}", "f:1:14: a member 'a' twice" },
	{ "{\"a\":1,\n \"\\u0061\":2}", "f:2:2: a member 'a' twice" },
	{ "{\"é\":1, \"é\":2}", "f:1:9: a member 'é' twice" },
	{ "[{\"b\":{\"x\":1,\"x\":2}}]", "f:1:14: a member 'x' twice" },
	{ "{\"\\u001b[2J\":1,\"\\u001b[2J\":2}", "f:1:16: a member '' twice" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct err err = ERR_INIT;
		cJSON *json = parse(refused[i].text, &err);

		if (json)
			fail_msg("accepted: %s", refused[i].text);
		assert_string_equal(err.message, refused[i].message);
		assert_int_equal(err.code, EXIT_WRONG_USE);
	}
}

/* In the words of another program; all else is as strict. */
static void test_events(void **state)
{
	static const char *const numbers[] = { "9007199254740993",
		"-99999999999999999999", "44444444444444440.1", "1e400" };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		cJSON *json = json_parse_event(
			numbers[i], strlen(numbers[i]), JSON_MAX_BYTES, &err);

		assert_true(cJSON_IsNumber(json));
		assert_true(json->valuedouble == strtod(numbers[i], NULL));
		cJSON_Delete(json);
	}
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		const char *text = refused[i].text;
		cJSON *json = json_parse_event(
			text, strlen(text), JSON_MAX_BYTES, &err);

		if (!json != !strstr(refused[i].message, "to be exact"))
			fail_msg("%s: %s", text, json ? "read" : err.message);
		cJSON_Delete(json);
	}
	assert_null(json_parse_event("[1]", 3, 2, &err));
	assert_string_equal(err.message, "event: more than 2 bytes");
}

static void test_nul_byte(void **state)
{
	(void)state;
	assert_null(json_parse("{}\0", 3, 10, "f", NULL));
	assert_null(json_parse("\"a\0\"", 4, 10, "f", NULL));
	assert_null(json_parse(NULL, 0, 10, "f", NULL));
}

static cJSON *parse_str(struct str *text, struct err *err)
{
	cJSON *json =
		json_parse(text->text, text->len, JSON_MAX_BYTES, "f", err);

	str_clear(text);
	return json;
}

static void test_caps(void **state)
{
	struct err err = ERR_INIT;
	struct str text = STR_INIT;
	cJSON *json;

	(void)state;
	for (int i = 0; i < JSON_MAX_DEPTH; i++)
		str_add(&text, i % 2 ? "[" : "{\"a\":");
	for (int i = JSON_MAX_DEPTH; i-- > 0;)
		str_add(&text, i % 2 ? "]" : "}");
	json = parse_str(&text, &err);
	assert_non_null(json);
	cJSON_Delete(json);
	for (int i = 0; i < 500000; i++)
		str_add(&text, "[");
	assert_null(parse_str(&text, &err));
	assert_string_equal(err.message, "f:1:33: nested too deeply");
	str_add(&text, "[0");
	for (size_t i = 0; i < JSON_MAX_VALUES; i++)
		str_add(&text, ",0");
	str_add(&text, "]");
	assert_null(parse_str(&text, &err));
	assert_non_null(strstr(err.message, "too many values"));
	assert_null(json_parse("[1]", 3, 2, "f", &err));
	assert_string_equal(err.message, "f: more than 2 bytes");
}

/* 60,000 members are compared as quickly as a few. */
static void test_many_members(void **state)
{
	struct str text = STR_INIT;
	struct err err = ERR_INIT;
	cJSON *json;

	(void)state;
	str_add(&text, "{\"x\":0");
	for (int i = 0; i < 60000; i++)
		str_addf(&text, ",\"%d\":0", i);
	str_add(&text, "}");
	json = parse_str(&text, &err);
	assert_non_null(json);
	cJSON_Delete(json);
}

static void test_getters(void **state)
{
	cJSON *json = parse("{\"t\":\"x\",\"n\":-5,\"f\":1.5,\"b\":true,"
			    "\"d\":\"5m\",\"l\":[\"a\",\"b\"],\"z\":null,"
			    "\"m\":[\"a\",1]}",
		NULL);
	struct json_place top = { NULL, "file", -1 };
	struct json_place list = { &top, "tasks", -1 };
	struct json_place item = { &list, NULL, 2 };
	struct argv argv = ARGV_INIT;
	struct err err = ERR_INIT;
	char *text = NULL;
	int64_t number = 7;
	bool flag = false;

	(void)state;
	assert_int_equal(json_get_text(json, "t", &text, &top, &err), 0);
	assert_int_equal(json_get_text(json, "z", &text, &top, &err), 0);
	assert_int_equal(json_get_text(json, "none", &text, &top, &err), 0);
	assert_string_equal(text, "x");
	assert_int_equal(json_get_text(json, "n", &text, &item, &err), -1);
	assert_string_equal(err.message, "file: tasks[2].n: expected a text");
	assert_int_equal(json_get_number(json, "n", &number, &top, &err), 0);
	assert_int_equal(number, -5);
	assert_int_equal(json_get_number(json, "f", &number, &top, &err), -1);
	assert_string_equal(err.message, "file: f: expected a whole number");
	assert_int_equal(json_get_bool(json, "b", &flag, &top, &err), 0);
	assert_true(flag);
	assert_int_equal(json_get_bool(json, "n", &flag, &top, &err), -1);
	assert_int_equal(json_get_duration(json, "d", &number, &top, &err), 0);
	assert_int_equal(number, 300000);
	assert_int_equal(json_get_duration(json, "t", &number, &top, &err), -1);
	assert_int_equal(json_get_list(json, "l", &argv, &top, &err), 0);
	assert_int_equal(argv.count, 2);
	assert_int_equal(json_get_list(json, "m", &argv, &item, &err), -1);
	assert_string_equal(
		err.message, "file: tasks[2].m[1]: expected a text");
	assert_int_equal(argv.count, 2);
	assert_string_equal(json_text(json, "t"), "x");
	assert_null(json_text(json, "n"));
	assert_int_equal(json_number(json, "t", 9), 9);
	free(text);
	argv_clear(&argv);
	cJSON_Delete(json);
}

static void test_long_place_is_cut(void **state)
{
	struct json_place places[40];
	char text[50];

	(void)state;
	for (int i = 0; i < 40; i++)
		places[i] = (struct json_place){ i ? &places[i - 1] : NULL,
			"member", -1 };
	json_place_text(&places[39], text, sizeof(text));
	assert_int_equal(strlen(text), sizeof(text) - 1);
}

static void test_what_is_written_can_be_read(void **state)
{
	cJSON *json = cJSON_CreateObject(), *again;
	struct argv list = ARGV_INIT;
	char *line, *pretty;

	(void)state;
	argv_add(&list, "a\xff\x1b[0m");
	json_add_text(json, "bad\"name", "\xc3(\n\x01");
	json_add_text(json, "none", NULL);
	json_add_number(json, "ms", 1700000000123);
	json_add_list(json, "list", &list);
	json_add_time(json, "time", 1700000000123);
	json_add_time(json, "never", 0);
	cJSON_AddItemToObject(json, "empty", cJSON_CreateArray());
	line = json_line(json);
	pretty = json_pretty(json);
	assert_null(strchr(line, '\n'));
	assert_string_equal(pretty,
		"{\n  \"bad\\\"name\": \"\xef\xbf\xbd(\\n\\u0001\",\n"
		"  \"none\": null,\n  \"ms\": 1700000000123,\n"
		"  \"list\": [\n    \"a\xef\xbf\xbd\\u001b[0m\"\n  ],\n"
		"  \"time\": \"2023-11-14T22:13:20.123Z\",\n"
		"  \"never\": null,\n  \"empty\": []\n}");
	again = parse(line, NULL);
	assert_true(cJSON_Compare(json, again, 1));
	cJSON_Delete(again);
	again = parse(pretty, NULL);
	assert_true(cJSON_Compare(json, again, 1));
	cJSON_Delete(again);
	cJSON_Delete(json);
	argv_clear(&list);
	free(line);
	free(pretty);
}

static void test_missing_file(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	errno = 0;
	assert_null(json_read("/nowhere/at/all", 10, &err));
	assert_int_equal(errno, ENOENT);
	assert_null(json_read("/proc/self/comm", 100, &err));
	assert_int_equal(errno, EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_nul_byte),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_many_members),
		cmocka_unit_test(test_getters),
		cmocka_unit_test(test_long_place_is_cut),
		cmocka_unit_test(test_what_is_written_can_be_read),
		cmocka_unit_test(test_missing_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
