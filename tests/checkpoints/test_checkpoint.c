/*
 * test_checkpoint - what agents leave, well-formed and not
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "checkpoints/checkpoint.h"

static char directory[64];
static char path[96];

static int open_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/reeve-test-XXXXXX");
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/agent.json", directory);
	return 0;
}

static int remove_directory(void **state)
{
	char *line = mem_format("rm -rf '%s'", directory);

	(void)state;
	assert_int_equal(system(line), 0);
	free(line);
	return 0;
}

static int parse(
	struct checkpoint *checkpoint, const char *text, struct err *err)
{
	return checkpoint_parse(
		checkpoint, text, strlen(text), "agent.json", err);
}

static void reads_all_members(void **state)
{
	struct checkpoint c;

	(void)state;
	assert_int_equal(
		parse(&c,
			"{\"schema\":1,\"agent\":\"a\",\"task\":12,"
			"\"status\":\"blocked\",\"completed\":[\"x\",\"y\"],"
			"\"files\":[\"f\"],\"next\":[\"n\"],\"notes\":\"why\","
			"\"session\":\"s\",\"mine\":{\"deep\":[1]},"
			"\"updated\":\"2026-11-20T21:05:00Z\"}",
			NULL),
		0);
	assert_int_equal(c.status, CHECKPOINT_BLOCKED);
	assert_string_equal(c.agent, "a");
	assert_string_equal(c.notes, "why");
	assert_string_equal(c.session, "s");
	assert_int_equal(c.completed.count, 2);
	assert_string_equal(c.completed.items[1], "y");
	assert_string_equal(c.files.items[0], "f");
	assert_string_equal(c.next.items[0], "n");
	assert_true(c.updated_ms == 1795208700000);
	checkpoint_clear(&c);
}

static void reads_other_names_and_few_members(void **state)
{
	struct checkpoint c;

	(void)state;
	assert_int_equal(parse(&c,
				 "{\"completed_subtasks\":[\"x\"],"
				 "\"created_files\":[\"f\"],"
				 "\"next_actions\":[\"n\"]}",
				 NULL),
		0);
	assert_int_equal(c.status, CHECKPOINT_UNKNOWN);
	assert_string_equal(c.completed.items[0], "x");
	assert_string_equal(c.files.items[0], "f");
	assert_string_equal(c.next.items[0], "n");
	assert_null(c.notes);
	checkpoint_clear(&c);
	assert_int_equal(parse(&c, "{}", NULL), 0);
	checkpoint_clear(&c);
	assert_int_equal(
		parse(&c, "{\"next\":null,\"updated\":\"soon\"}", NULL), 0);
	assert_true(c.updated_ms == 0);
	checkpoint_clear(&c);
}

static void names_what_is_wrong(void **state)
{
	static const char *const wrong[][2] = {
		{ "", "agent.json" },
		{ "{\"next\":[", "agent.json" },
		{ "[]", "expected an object" },
		{ "{\"completed\":\"x\"}", "agent.json: completed" },
		{ "{\"next\":[\"a\",7]}", "next[1]" },
		{ "{\"status\":\"fine\"}", "status: expected working" },
		{ "{\"status\":1}", "status: expected a text" },
		{ "{\"notes\":{}}", "notes: expected a text" },
		{ "{\"created_files\":[[]]}", "created_files[0]" },
		{ "{\"schema\":\"1\"}", "schema" },
		{ "{\"next\":[],\"next\":[]}", "agent.json" },
	};
	struct checkpoint c;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		err = (struct err){ 0 };
		assert_int_equal(parse(&c, wrong[i][0], &err), -1);
		if (!strstr(err.message, wrong[i][1]))
			fail_msg(
				"'%s' is not in: %s", wrong[i][1], err.message);
		assert_null(c.json);
	}
}

static void caps_what_is_long(void **state)
{
	struct str text = STR_INIT;
	struct checkpoint c;

	(void)state;
	str_add(&text, "{\"completed\":[");
	for (int i = 0; i < 80; i++)
		str_addf(&text, "%s\"%d %0600d\"", i ? "," : "", i, 0);
	str_add(&text, "],\"next\":[");
	for (int i = 0; i < 80; i++)
		str_addf(&text, "%s\"%d\"", i ? "," : "", i);
	str_add(&text, "],\"notes\":\"");
	for (int i = 0; i < 5000; i++)
		str_add(&text, "ä");
	str_add(&text, "\",\"session\":\"\\u001b]0;t\\u0007s\"}");
	assert_int_equal(parse(&c, str_text(&text), NULL), 0);
	assert_int_equal(c.completed.count, 50);
	assert_true(!strncmp(c.completed.items[0], "30 ", 3));
	assert_true(strlen(c.completed.items[0]) <= 500);
	assert_int_equal(c.next.count, 50);
	assert_string_equal(c.next.items[0], "0");
	assert_true(strlen(c.notes) <= 4096 && strlen(c.notes) > 4000);
	assert_string_equal(c.notes + strlen(c.notes) - 5, "ä…");
	assert_string_equal(c.session, "s");
	checkpoint_clear(&c);
	str_clear(&text);
}

static void trusts_no_file(void **state)
{
	struct checkpoint c;
	struct err err = ERR_INIT;
	char *link = mem_format("%s/link.json", directory);

	(void)state;
	assert_int_equal(checkpoint_read(&c, directory, "agent", &err), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_int_equal(checkpoint_read(&c, directory, "link", &err), -1);
	assert_non_null(strstr(err.message, "link"));
	assert_int_equal(checkpoint_read(&c, directory, "../x", &err), -1);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(checkpoint_read(&c, directory, "agent", &err), -1);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(
		file_replace(path, "{\"a\"", 4, FILE_NO_SYNC, NULL), 0);
	assert_int_equal(checkpoint_read(&c, directory, "agent", &err), -1);
	assert_int_equal(errno, EINVAL);
	assert_true(c.written_ms > 0);
	assert_int_equal(file_replace(path, "{}", 2, FILE_NO_SYNC, NULL), 0);
	assert_int_equal(checkpoint_read(&c, directory, "agent", &err), 0);
	assert_true(c.written_ms > 0);
	checkpoint_clear(&c);
	free(link);
}

static void update(const struct checkpoint_change *change)
{
	struct err err = ERR_INIT;

	if (checkpoint_update(path, "agent", 12, change, &err) < 0)
		fail_msg("%s", err.message);
}

static void updates(void **state)
{
	struct checkpoint_change change = { .notes = "first" };
	struct checkpoint c;
	const char old[] =
		"{\"mine\":{\"k\":[1,2]},\"completed_subtasks\":"
		"[\"before\"],\"session\":\"s\",\"next\":[\"gone\"]}";
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(
		file_replace(path, old, strlen(old), FILE_NO_SYNC, NULL), 0);
	argv_add(&change.completed, "one");
	argv_add(&change.completed, "before");
	argv_add(&change.next, "two");
	update(&change);
	change.notes = NULL;
	argv_clear(&change.next);
	change.status = CHECKPOINT_BLOCKED;
	update(&change);
	argv_clear(&change.completed);

	assert_int_equal(checkpoint_read(&c, directory, "agent", NULL), 0);
	assert_int_equal(c.status, CHECKPOINT_BLOCKED);
	assert_int_equal(c.completed.count, 2);
	assert_string_equal(c.completed.items[0], "before");
	assert_string_equal(c.completed.items[1], "one");
	assert_int_equal(c.next.count, 1);
	assert_string_equal(c.next.items[0], "two");
	assert_string_equal(c.notes, "first");
	assert_string_equal(c.session, "s");
	assert_true(c.updated_ms > 0);
	checkpoint_clear(&c);
	assert_int_equal(file_read(&text, &len, path, 65536, NULL), 0);
	assert_non_null(strstr(text, "\"mine\""));
	assert_non_null(strstr(text, "\"task\": 12"));
	assert_null(strstr(text, "completed_subtasks"));
	free(text);
}

static void nothing_comes_after_done(void **state)
{
	struct checkpoint_change change = { 0 };
	struct checkpoint c;

	(void)state;
	argv_add(&change.next, "the last thing");
	update(&change);
	argv_clear(&change.next);
	change.status = CHECKPOINT_DONE;
	update(&change);
	assert_int_equal(checkpoint_read(&c, directory, "agent", NULL), 0);
	assert_int_equal(c.next.count, 0);
	checkpoint_clear(&c);
}

static void puts_a_bad_file_aside(void **state)
{
	struct checkpoint_change change = { 0 };
	struct checkpoint c;
	char *bad = mem_format("%s.bad", path), *text;
	size_t len;

	(void)state;
	assert_int_equal(file_replace(path, "{torn", 5, FILE_NO_SYNC, NULL), 0);
	update(&change);
	assert_int_equal(file_read(&text, &len, bad, 100, NULL), 0);
	assert_string_equal(text, "{torn");
	free(text);
	assert_int_equal(checkpoint_read(&c, directory, "agent", NULL), 0);
	assert_int_equal(c.status, CHECKPOINT_WORKING);
	checkpoint_clear(&c);

	/* A reboot has emptied /tmp. */
	assert_int_equal(remove_directory(state), 0);
	update(&change);
	assert_int_equal(checkpoint_read(&c, directory, "agent", NULL), 0);
	checkpoint_clear(&c);
	free(bad);
}

static void loses_nothing_at_once(void **state)
{
	struct checkpoint c;
	int status;

	(void)state;
	for (int i = 0; i < 8; i++) {
		struct checkpoint_change change = { 0 };

		if (fork() != 0)
			continue;
		for (int k = 0; k < 5; k++) {
			argv_addf(&change.completed, "%d.%d", i, k);
			if (checkpoint_update(path, "agent", 0, &change, NULL) <
				0)
				_exit(1);
			argv_clear(&change.completed);
		}
		_exit(0);
	}
	for (int i = 0; i < 8; i++)
		assert_true(wait(&status) > 0 && status == 0);
	assert_int_equal(checkpoint_read(&c, directory, "agent", NULL), 0);
	assert_int_equal(c.completed.count, 40);
	checkpoint_clear(&c);
}

static void statuses_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < CHECKPOINT_STATUSES; i++)
		assert_int_equal(
			checkpoint_status_from_name(checkpoint_status_name(
				(enum checkpoint_status)i)),
			i);
	assert_int_equal(checkpoint_status_from_name("fine"), -1);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, open_directory, remove_directory)
	const struct CMUnitTest tests[] = {
		TEST(reads_all_members),
		TEST(reads_other_names_and_few_members),
		TEST(names_what_is_wrong),
		TEST(caps_what_is_long),
		TEST(trusts_no_file),
		TEST(updates),
		TEST(nothing_comes_after_done),
		TEST(puts_a_bad_file_aside),
		TEST(loses_nothing_at_once),
		TEST(statuses_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
