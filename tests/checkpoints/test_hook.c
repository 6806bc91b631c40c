/*
 * test_hook - what a CLI's hook hands over, and what is kept of it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "checkpoints/hook.h"

static cJSON *event_of(const char *text)
{
	cJSON *event =
		json_parse(text, strlen(text), HOOK_MAX_BYTES, "event", NULL);

	assert_non_null(event);
	return event;
}

static void test_line(void **state)
{
	cJSON *event =
		event_of("{\"hook_event_name\":\"Stop\",\"a\":[1,true]}");
	char *line = hook_line(event, 1000);

	(void)state;
	assert_string_equal(line,
		"{\"hook_event_name\":\"Stop\",\"a\":[1,true],"
		"\"time\":\"1970-01-01T00:00:01.000Z\"}\n");
	free(line);
	cJSON_Delete(event);
}

static void test_no_event(void **state)
{
	static const char *const texts[] = { "[]", "{}", "7",
		"{\"hook_event_name\":3}" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct checkpoint_change change = { 0 };
		cJSON *event = event_of(texts[i]);

		assert_null(hook_line(event, 0));
		assert_false(hook_change(&change, event));
		cJSON_Delete(event);
	}
}

/* However much a tool has written. */
static void test_line_is_short(void **state)
{
	char *long_text = mem_alloc(100001);
	cJSON *event = cJSON_CreateObject(), *input = cJSON_CreateObject();
	char *line;

	(void)state;
	memset(long_text, 'x', 100000);
	json_add_text(event, "hook_event_name", "PostToolUse");
	json_add_text(event, "tool_name", "Write");
	for (int i = 0; i < 100; i++) {
		char *name = mem_format("member%d", i);

		json_add_text(input, name, long_text);
		free(name);
	}
	cJSON_AddItemToObject(event, "tool_input", input);
	cJSON_AddItemToObject(
		event, "tool_response", cJSON_Duplicate(input, true));
	line = hook_line(event, 0);
	assert_true(strlen(line) < HOOK_LINE_MAX_BYTES);
	assert_non_null(strstr(line, "\"tool_name\":\"Write\""));
	free(line);
	cJSON_Delete(event);
	free(long_text);
}

static void test_files(void **state)
{
	static const struct {
		const char *event, *file; /* NULL: none */
	} events[] = {
		{ "{\"hook_event_name\":\"PostToolUse\",\"tool_name\":"
		  "\"Edit\",\"cwd\":\"/w\",\"tool_input\":{\"file_path\":"
		  "\"/w/src/a.c\"}}",
			"src/a.c" },
		{ "{\"hook_event_name\":\"PostToolUse\",\"tool_name\":"
		  "\"Write\",\"cwd\":\"/w\",\"tool_input\":{\"file_path\":"
		  "\"/wide/a.c\"}}",
			"/wide/a.c" },
		{ "{\"hook_event_name\":\"PostToolUse\",\"tool_name\":"
		  "\"apply_patch\",\"tool_input\":{\"command\":"
		  "\"*** Begin Patch\\n*** Update File: b.c\\n@@\\n\"}}",
			"b.c" },
		{ "{\"hook_event_name\":\"PostToolUse\",\"tool_name\":"
		  "\"Read\",\"tool_input\":{\"file_path\":\"/w/a.c\"}}",
			NULL },
		{ "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":"
		  "\"Edit\",\"tool_input\":{\"file_path\":\"/w/a.c\"}}",
			NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct checkpoint_change change = { 0 };
		cJSON *event = event_of(events[i].event);

		assert_int_equal(
			hook_change(&change, event), events[i].file != NULL);
		if (events[i].file)
			assert_string_equal(
				change.files.items[0], events[i].file);
		assert_int_equal(change.status, CHECKPOINT_UNKNOWN);
		argv_clear(&change.files);
		cJSON_Delete(event);
	}
}

static struct checkpoint read_place(const char *place)
{
	struct checkpoint checkpoint;
	struct err err = ERR_INIT;

	if (checkpoint_read(&checkpoint, place, "a", &err) < 0)
		fail_msg("%s", err.message);
	return checkpoint;
}

/* A status is the agent's word, and of the run in which it was said. */
static void test_status_is_not_carried_over(void **state)
{
	char place[] = "/tmp/reeve-hook-XXXXXX";
	struct checkpoint_change done = { .status = CHECKPOINT_DONE,
		.notes = "all of it" };
	struct checkpoint_change stop = {
		.by_hook = true, .touch = true, .session = "one"
	};
	struct checkpoint checkpoint;
	char *path, *line;

	(void)state;
	assert_non_null(mkdtemp(place));
	path = mem_format("%s/a.json", place);
	assert_int_equal(checkpoint_update(path, "a", 1, &stop, NULL), 0);
	checkpoint = read_place(place);
	assert_int_equal(checkpoint.status, CHECKPOINT_UNKNOWN);
	assert_string_equal(checkpoint.session, "one");
	checkpoint_clear(&checkpoint);
	assert_int_equal(checkpoint_update(path, "a", 1, &done, NULL), 0);
	stop.session = "two";
	assert_int_equal(checkpoint_update(path, "a", 1, &stop, NULL), 0);
	checkpoint = read_place(place);
	assert_int_equal(checkpoint.status, CHECKPOINT_DONE);
	assert_string_equal(checkpoint.session, "one");
	assert_string_equal(checkpoint.notes, "all of it");
	checkpoint_clear(&checkpoint);
	stop.since_ms = clock_wall_ms() + 1000; /* the next run began then */
	assert_int_equal(checkpoint_update(path, "a", 1, &stop, NULL), 0);
	checkpoint = read_place(place);
	assert_int_equal(checkpoint.status, CHECKPOINT_UNKNOWN);
	assert_string_equal(checkpoint.session, "two");
	assert_string_equal(checkpoint.notes, "all of it");
	checkpoint_clear(&checkpoint);
	line = mem_format("rm -r '%s'", place);
	assert_int_equal(system(line), 0);
	free(line);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_no_event),
		cmocka_unit_test(test_line_is_short),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_status_is_not_carried_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
