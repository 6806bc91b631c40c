/*
 * test_task - names, numbers, what can be asked, and the JSON people rely on
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/journal_line.h"
#include "model/run.h"
#include "model/task.h"

static cJSON *parse(const char *text)
{
	struct err err = ERR_INIT;
	cJSON *json = json_parse(text, strlen(text), JSON_MAX_BYTES, "f", &err);

	if (!json)
		fail_msg("%s", err.message);
	return json;
}

/* 64 characters */
#define LONGEST                                                                \
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl"

#define TOO_LONG "x" LONGEST

static void test_names(void **state)
{
	static const char *const good[] = { "a", "Z", "task-agent-12", "a_",
		LONGEST };
	static const char *const bad[] = { "", "1a", "-a", "_a", "a.b", "a:b",
		"a/b", "a b", "a\n", "\xc3\xa9", "a\xc3\xa9", "..", TOO_LONG };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(task_name_is_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(task_name_is_valid(bad[i]));
}

static void test_run_ids(void **state)
{
	static const char *const bad[] = { "", "1", "1.", ".1", "1.2.3", "0.1",
		"1.0", "01.1", "1.01", " 1.1", "1.1 ", "-1.1", "+1.1", "1,1",
		"99999999999999999999.1", "1.1\n", "../1.1" };
	char text[RUN_ID_SIZE];
	int64_t task = 0, number = 0;

	(void)state;
	assert_string_equal(run_id(text, 12, 2), "12.2");
	assert_true(run_id_parse(text, &task, &number));
	assert_int_equal(task, 12);
	assert_int_equal(number, 2);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(run_id_parse(bad[i], &task, &number));
	assert_true(task_number_parse("120", &task));
	assert_int_equal(task, 120);
	assert_false(task_number_parse("12x", &task));
	assert_false(task_number_parse("0", &task));
}

static void test_asked_round_trip(void **state)
{
	cJSON *json = parse(
		"{\"agent\":\"claude\",\"repo\":\"/r\",\"name\":\"n\","
		"\"base\":\"main\",\"prompt\":\"p\",\"argv\":[\"a\",\"b\"],"
		"\"after\":[3,\"4\"],\"priority\":-2,\"timeout\":\"5m\","
		"\"idle\":\"90s\",\"verify\":\"make\",\"publish\":true,"
		"\"keep_alive\":true,\"interactive\":true,"
		"\"permissions\":\"edits\",\"env\":[\"A=1\"],"
		"\"no_worktree\":true,\"reassign_to\":[\"codex\"]}");
	struct task task = TASK_INIT, again = TASK_INIT;
	struct err err = ERR_INIT;
	cJSON *written, *twice;

	(void)state;
	assert_int_equal(task_read_asked(&task, json, "f", &err), 0);
	assert_string_equal(task.profile, "claude");
	assert_string_equal(task.after.items[0], "3");
	assert_int_equal(task.timeout_ms, 300000);
	assert_int_equal(task.idle_ms, 90000);
	assert_int_equal(task.permissions, PERMISSIONS_EDITS);
	assert_true(task.no_worktree && task.publish && task.keep_alive);
	assert_string_equal(task.reassign_to.items[0], "codex");
	written = task_write_asked(&task);
	assert_int_equal(cJSON_GetArraySize(written), cJSON_GetArraySize(json));
	assert_int_equal(task_read_asked(&again, written, "f", &err), 0);
	twice = task_write_asked(&again);
	assert_true(cJSON_Compare(written, twice, 1));
	cJSON_Delete(json);
	json = parse("{\"name\":null,\"argv\":null,\"permissions\":null}");
	assert_int_equal(task_read_asked(&task, json, "f", &err), 0);
	assert_string_equal(task.name, "n");
	assert_int_equal(task.argv.count, 2);
	cJSON_Delete(json);
	cJSON_Delete(written);
	cJSON_Delete(twice);
	task_clear(&task);
	task_clear(&again);
}

static void test_asked_refused(void **state)
{
	static const struct {
		const char *text, *message;
	} table[] = {
		{ "[]", "f: expected an object" },
		{ "{\"promt\":\"x\"}", "f: promt: no such member" },
		{ "{\"Prompt\":\"x\"}", "f: Prompt: no such member" },
		{ "{\"prompt\":1}", "f: prompt: expected a text" },
		{ "{\"argv\":\"ls\"}", "f: argv: expected a list of texts" },
		{ "{\"argv\":[\"a\",2]}", "f: argv[1]: expected a text" },
		{ "{\"after\":3}", "f: after: expected a list of tasks" },
		{ "{\"after\":[1.5]}", "f: after: expected a list of tasks" },
		{ "{\"after\":[-1]}", "f: after: expected a list of tasks" },
		{ "{\"priority\":\"1\"}",
			"f: priority: expected a whole number" },
		{ "{\"timeout\":300}",
			"f: timeout: expected a duration as \"90s\", \"5m\" or "
			"\"1h\"" },
		{ "{\"publish\":1}", "f: publish: expected true or false" },
		{ "{\"permissions\":\"all\"}",
			"f: permissions: expected bypass, edits or ask" },
		{ "{\"name\":\"a.b\"}",
			"f: name: expected a letter and up to 63 more letters, "
			"digits, '_' or '-'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct task task = TASK_INIT;
		struct err err = ERR_INIT;
		cJSON *json = parse(table[i].text);

		assert_int_equal(task_read_asked(&task, json, "f", &err), -1);
		assert_string_equal(err.message, table[i].message);
		assert_int_equal(err.code, EXIT_WRONG_USE);
		cJSON_Delete(json);
		task_clear(&task);
	}
}

/* What `show --json` promises, and in which order people see it. */
static void test_shown(void **state)
{
	static const char *const members[] = { "id", "name", "state", "profile",
		"prompt", "repo", "worktree", "branch", "base", "session",
		"attempts", "recovery_used", "created", "started", "ended",
		"verdict", "decision", "reason", "reason_code", "base_commit",
		"conversation", "priority", "permissions", "interactive",
		"verify", "timeout", "after", "argv", "wanted", "due" };
	struct task task = TASK_INIT;
	cJSON *json;

	(void)state;
	task.name = mem_copy("n");
	task.created_ms = 1700000000123;
	task.runs = 1;
	json = task_write(&task);
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		assert_true(cJSON_HasObjectItem(json, members[i]));
	assert_false(cJSON_HasObjectItem(json, "env"));
	assert_string_equal(json_text(json, "session"), "n");
	assert_string_equal(json_text(json, "base"), "HEAD");
	assert_string_equal(
		json_text(json, "created"), "2023-11-14T22:13:20.123Z");
	assert_null(json_text(json, "ended"));
	assert_null(json_text(json, "verdict"));
	assert_null(json_text(json, "decision"));
	cJSON_Delete(json);
	task.decision = ACTION_RESUME;
	json = task_write(&task);
	assert_string_equal(json_text(json, "verdict"), "unknown");
	assert_string_equal(json_text(json, "decision"), "resume");
	cJSON_Delete(json);
	task_clear(&task);
}

static void test_run_shown(void **state)
{
	static const struct {
		bool known;
		int status;
		const char *line;
	} table[] = {
		{ false, 0,
			"\"wait_status\":null,\"exit_code\":null,"
			"\"signal\":null,\"verdict\":null" },
		{ true, 0,
			"\"wait_status\":0,\"exit_code\":0,\"signal\":null" },
		{ true, 3 << 8,
			"\"wait_status\":768,\"exit_code\":3,\"signal\":null" },
		{ true, 9,
			"\"wait_status\":9,\"exit_code\":null,\"signal\":9" },
	};
	struct run run = RUN_INIT;

	(void)state;
	run.task = 12;
	run.number = 2;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		cJSON *json;
		char *line;

		run.status_known = table[i].known;
		run.wait_status = table[i].status;
		json = run_write(&run);
		line = json_line(json);
		assert_non_null(strstr(line, table[i].line));
		assert_non_null(strstr(line, "\"id\":\"12.2\""));
		free(line);
		cJSON_Delete(json);
	}
	run_clear(&run);
}

static void test_wait_status_text(void **state)
{
	char text[STATUS_TEXT_SIZE];

	(void)state;
	assert_string_equal(wait_status_text(3 << 8, text), "exit code 3");
	assert_string_equal(wait_status_text(9, text), "signal 9 (SIGKILL)");
	assert_string_equal(wait_status_text(11 | 0x80, text),
		"signal 11 (SIGSEGV), core dumped");
	assert_string_equal(wait_status_text(64, text), "signal 64");
}

static void test_event_line(void **state)
{
	struct journal_line event = JOURNAL_LINE_INIT;
	cJSON *json;
	char *line;

	(void)state;
	event.time_ms = 1700000000123;
	event.kind = JOURNAL_ENDED;
	event.task = 12;
	event.agent = mem_copy("a");
	event.data = parse("{\"task\":99,\"verdict\":\"lost\"}");
	json = journal_line_write(&event);
	line = json_line(json);
	assert_string_equal(line,
		"{\"time\":\"2023-11-14T22:13:20.123Z\",\"event\":\"ended\","
		"\"task\":12,\"agent\":\"a\",\"run\":null,"
		"\"verdict\":\"lost\"}");
	free(line);
	cJSON_Delete(json);
	journal_line_clear(&event);
}

/* Every value has a word, and the word leads back to it. */
static void test_words(void **state)
{
	(void)state;
	for (int i = 0; i < STATES; i++)
		assert_int_equal(state_from_name(state_name((enum state)i)), i);
	for (int i = 0; i < VERDICTS; i++)
		assert_int_equal(
			verdict_from_name(verdict_name((enum verdict)i)), i);
	for (int i = 0; i < ACTIONS; i++)
		assert_int_equal(
			action_from_name(action_name((enum action)i)), i);
	for (int i = 0; i < WANTEDS; i++)
		assert_int_equal(
			wanted_from_name(wanted_name((enum wanted)i)), i);
	for (int i = 0; i < RUN_MODES; i++)
		assert_int_equal(
			run_mode_from_name(run_mode_name((enum run_mode)i)), i);
	for (int i = 0; i < PERMISSIONS; i++)
		assert_int_equal(permissions_from_name(
					 permissions_name((enum permissions)i)),
			i);
	assert_int_equal(state_from_name("asleep"), -1);
	assert_int_equal(verdict_from_name(NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_run_ids),
		cmocka_unit_test(test_asked_round_trip),
		cmocka_unit_test(test_asked_refused),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_run_shown),
		cmocka_unit_test(test_wait_status_text),
		cmocka_unit_test(test_event_line),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
