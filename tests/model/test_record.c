/*
 * test_record - a record says all it saw, and a damaged one says where
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "model/record.h"

#define START                                                                  \
	"{\"record\":1,\"run\":\"12.2\",\"agent\":\"a\",\"task\":12,"          \
	"\"profile\":\"shell\",\"host\":\"h\",\"boot_id\":\"b\",\"epoch\":3,"  \
	"\"keeper_pid\":40,\"keeper_start\":4,\"pid\":41,\"pid_start\":5,"     \
	"\"started_ms\":1000,"

#define END                                                                    \
	"\"ended\":true,\"ended_ms\":3000,\"duration_ms\":2000,"               \
	"\"start_error\":null,\"start_errno\":0,\"user_ms\":7,"                \
	"\"system_ms\":8,\"max_rss_kib\":9,\"output_ms\":2500,"                \
	"\"output_bytes\":10,\"left_behind\":1,"

static int parse(struct record *record, const char *text, struct err *err)
{
	return record_parse(record, text, strlen(text), "r", err);
}

static void parse_well(struct record *record, const char *text)
{
	struct err err = ERR_INIT;

	if (parse(record, text, &err) < 0)
		fail_msg("%s", err.message);
}

static void test_started(void **state)
{
	struct record record = RECORD_INIT;

	(void)state;
	parse_well(&record, START "\"ended\":false,\"later\":[1]}");
	assert_string_equal(record.run, "12.2");
	assert_string_equal(record.agent, "a");
	assert_string_equal(record.boot_id, "b");
	assert_int_equal(record.task, 12);
	assert_int_equal(record.epoch, 3);
	assert_int_equal(record.keeper_pid, 40);
	assert_int_equal(record.pid, 41);
	assert_int_equal(record.pid_start, 5);
	assert_int_equal(record.started_ms, 1000);
	assert_false(record.ended);
	assert_false(record.status_known);
	assert_int_equal(record.oom_kills, -1);
	record_clear(&record);
}

static void test_ended_with_all(void **state)
{
	struct record record = RECORD_INIT;

	(void)state;
	parse_well(&record, START END
		"\"wait_status\":15,\"stop\":{\"reason\":\"stop\","
		"\"by\":\"uid 0\",\"ms\":2001},\"signal\":{\"number\":15,"
		"\"pid\":77,\"uid\":1000,\"comm\":\"kill\",\"ms\":2002},"
		"\"key\":{\"byte\":3,\"ms\":2003,\"count\":2,\"isig\":true},"
		"\"hangup_ms\":2004,\"oom\":{\"before\":4,\"after\":6,"
		"\"source\":\"cgroup\"},\"transcript_error\":null}");
	assert_true(record.ended && record.status_known);
	assert_int_equal(record.wait_status, 15);
	assert_int_equal(record.ended_ms, 3000);
	assert_int_equal(record.duration_ms, 2000);
	assert_null(record.start_error);
	assert_int_equal(record.user_ms, 7);
	assert_int_equal(record.system_ms, 8);
	assert_int_equal(record.max_rss_kib, 9);
	assert_int_equal(record.output_ms, 2500);
	assert_int_equal(record.output_bytes, 10);
	assert_int_equal(record.left_behind, 1);
	assert_int_equal(record.stop.reason, STOP_REQUESTED);
	assert_string_equal(record.stop.by, "uid 0");
	assert_int_equal(record.stop.ms, 2001);
	assert_int_equal(record.signal.number, 15);
	assert_int_equal(record.signal.pid, 77);
	assert_int_equal(record.signal.uid, 1000);
	assert_string_equal(record.signal.comm, "kill");
	assert_int_equal(record.signal.ms, 2002);
	assert_int_equal(record.key.byte, 3);
	assert_int_equal(record.key.count, 2);
	assert_true(record.key.isig);
	assert_int_equal(record.hangup_ms, 2004);
	assert_int_equal(record.oom_kills, 2);
	assert_true(record.oom_in_cgroup);
	record_clear(&record);
}

static void test_ended_with_nothing(void **state)
{
	struct record record = RECORD_INIT;

	(void)state;
	parse_well(&record,
		START END "\"wait_status\":null,\"stop\":null,"
			  "\"signal\":null,\"key\":null,\"hangup_ms\":null,"
			  "\"oom\":null,\"transcript_error\":null}");
	assert_true(record.ended);
	assert_false(record.status_known);
	assert_int_equal(record.stop.ms, 0);
	assert_int_equal(record.signal.ms, 0);
	assert_int_equal(record.key.ms, 0);
	assert_int_equal(record.hangup_ms, 0);
	assert_int_equal(record.oom_kills, -1);
	record_clear(&record);
}

static void test_oom_counters(void **state)
{
	static const struct {
		const char *oom;
		int kills;
	} table[] = {
		{ "{\"before\":0,\"after\":0,\"source\":\"system\"}", 0 },
		{ "{\"before\":5,\"after\":6,\"source\":\"system\"}", 1 },
		{ "{\"before\":5,\"after\":0,\"source\":\"cgroup\"}", -1 },
		{ "{\"before\":-1,\"after\":3,\"source\":\"cgroup\"}", -1 },
		{ "{\"before\":3,\"after\":-1,\"source\":\"cgroup\"}", -1 },
		{ "{\"after\":3,\"source\":\"cgroup\"}", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct record record = RECORD_INIT;
		char text[1024];

		snprintf(text, sizeof(text), START END "\"oom\":%s}",
			table[i].oom);
		parse_well(&record, text);
		assert_int_equal(record.oom_kills, table[i].kills);
		record_clear(&record);
	}
}

static void test_damaged(void **state)
{
	static const struct {
		const char *text, *message;
	} table[] = {
		{ "", "r:1:1: it breaks off" },
		{ "{\"record\":1,", "r:1:13: it breaks off" },
		{ "[]", "r: expected an object" },
		{ "{}", "r: record: expected version 1" },
		{ "{\"record\":2}", "r: record: expected version 1" },
		{ "{\"record\":\"1\"}", "r: record: expected a whole number" },
		{ "{\"record\":1}", "r: run: expected a run as \"12.2\"" },
		{ "{\"record\":1,\"run\":\"../1\",\"task\":1}",
			"r: run: expected a run as \"12.2\"" },
		{ "{\"record\":1,\"run\":\"12.2\",\"task\":13}",
			"r: task: not the task of this run" },
		{ "{\"record\":1,\"run\":\"1.1\",\"task\":1,\"agent\":\"/\"}",
			"r: agent: expected an agent's name" },
		{ START "\"x\":0}", "r: ended: missing" },
		{ START "\"ended\":1}", "r: ended: expected true or false" },
		{ START "\"ended\":true}", "r: ended_ms: missing" },
		{ START END "\"wait_status\":4294967296}",
			"r: wait_status: out of range" },
		{ START END "\"wait_status\":\"0\"}",
			"r: wait_status: expected a whole number" },
		{ START END "\"stop\":true}", "r: stop: expected an object" },
		{ START END "\"stop\":{\"by\":5}}",
			"r: stop.by: expected a text" },
		{ START END "\"signal\":{\"pid\":-5}}",
			"r: signal.pid: out of range" },
		{ START END "\"key\":{\"byte\":300}}",
			"r: key.byte: out of range" },
		{ START END "\"oom\":{\"source\":\"moon\"}}",
			"r: oom.source: expected cgroup or system" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct record record = RECORD_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(parse(&record, table[i].text, &err), -1);
		assert_string_equal(err.message, table[i].message);
		assert_null(record.run);
	}
}

static void test_files(void **state)
{
	char directory[] = "/tmp/test-record-XXXXXX", path[64], link[64];
	const char *text = START "\"ended\":false}";
	struct record record = RECORD_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/12.2.json", directory);
	snprintf(link, sizeof(link), "%s/link.json", directory);
	assert_int_equal(record_read(&record, path, &err), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(
		file_replace(path, text, strlen(text), FILE_NO_SYNC, &err), 0);
	assert_int_equal(record_read(&record, path, &err), 0);
	assert_string_equal(record.run, "12.2");
	record_clear(&record);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(record_read(&record, link, &err), -1);
	unlink(link);
	unlink(path);
	rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_started),
		cmocka_unit_test(test_ended_with_all),
		cmocka_unit_test(test_ended_with_nothing),
		cmocka_unit_test(test_oom_counters),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
