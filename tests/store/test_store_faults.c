/*
 * test_store_faults - a store whose writer is killed, or that is damaged
 */
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/json.h"
#include "tests/store/place.h"

#define BATCH    3
#define ROUNDS   20
#define MEGABYTE ((size_t)1 << 20)

/* Adds tasks in batches for ever; says how many are durable after each. */
static void write_until_killed(struct place *place, int tell, int from)
{
	struct err err = ERR_INIT;
	struct store *store = NULL;

	if (store_open(&store, place->url, &err) < 0)
		_exit(1);
	for (int count = from;;) {
		for (int i = 0; i < BATCH; i++, count++) {
			char name[32];

			snprintf(name, sizeof(name), "t%d", count);
			add_task(store, name);
		}
		if (store_flush(store, &err) < 0 ||
			write(tell, &count, sizeof(count)) != sizeof(count))
			_exit(1);
	}
}

static void test_killed_while_committing(void **state)
{
	struct place *place = *state;
	int durable = 0, pipe_fds[2], wait_status;

	for (int round = 0; round < ROUNDS; round++) {
		pid_t pid;

		store_close(place->store);
		place->store = NULL;
		assert_int_equal(pipe(pipe_fds), 0);
		pid = fork();
		if (pid == 0) {
			close(pipe_fds[0]);
			write_until_killed(place, pipe_fds[1], durable);
		}
		close(pipe_fds[1]);
		for (int i = 0; i <= round; i++)
			assert_int_equal(
				read(pipe_fds[0], &durable, sizeof(durable)),
				sizeof(durable));
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &wait_status, 0), pid);
		assert_true(WIFSIGNALED(wait_status));
		/* What it said until it was dead counts as well. */
		while (read(pipe_fds[0], &durable, sizeof(durable)) > 0)
			continue;
		close(pipe_fds[0]);
		open_again(place);
		assert_true(count_tasks(place->store, STORE_ALL) >=
			    (size_t)durable);
		assert_int_equal(
			count_tasks(place->store, STORE_ALL) % BATCH, 0);
		durable = (int)count_tasks(place->store, STORE_ALL);
	}
}

/* A file that must be refused for `why`, and is left as it is. */
static void assert_refused(struct place *place, const char *why)
{
	char *before = NULL, *after = NULL;
	size_t before_len = 0, after_len = 0;
	struct store *store = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(file_read(&before, &before_len, place->path,
				 4 * MEGABYTE, NULL),
		0);
	assert_int_equal(store_open(&store, place->url, &err), -1);
	assert_int_equal(err.code, EXIT_WRONG_USE);
	if (!strstr(err.message, why))
		fail_msg("%s", err.message);
	assert_int_equal(
		file_read(&after, &after_len, place->path, 4 * MEGABYTE, NULL),
		0);
	assert_int_equal(before_len, after_len);
	assert_memory_equal(before, after, before_len);
	free(before);
	free(after);
}

static void write_file(const char *path, const void *bytes, size_t len)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/* A store of some pages, closed, as bytes. */
static char *write_store(struct place *place, size_t *len)
{
	char *bytes = NULL;

	for (int i = 0; i < 3; i++)
		assert_int_equal(add_large_task(place->store, i, NULL), 0);
	assert_int_equal(store_flush(place->store, NULL), 0);
	store_close(place->store);
	place->store = NULL;
	assert_int_equal(
		file_read(&bytes, len, place->path, 4 * MEGABYTE, NULL), 0);
	return bytes;
}

static void test_truncated(void **state)
{
	struct place *place = *state;
	size_t len;
	char *bytes = write_store(place, &len);

	for (size_t cut = len - 1; cut > 0; cut = cut > 9000 ? cut - 9000 : 0) {
		write_file(place->path, bytes, cut);
		assert_refused(place, "damaged");
	}
	free(bytes);
}

static void test_garbled(void **state)
{
	struct place *place = *state;
	size_t len;
	char *bytes = write_store(place, &len);
	char page[4096];

	for (size_t at = 0; at < len; at += sizeof(page)) {
		memcpy(page, bytes + at, sizeof(page));
		memset(bytes + at, 0xa5, sizeof(page));
		write_file(place->path, bytes, len);
		assert_refused(place, "damaged");
		memcpy(bytes + at, page, sizeof(page));
	}
	write_file(place->path, bytes, len);
	open_again(place);
	assert_int_equal(count_tasks(place->store, STORE_ALL), 3);
	free(bytes);
}

static void test_text_is_no_store(void **state)
{
	struct place *place = *state;

	store_close(place->store);
	place->store = NULL;
	write_file(place->path, "some notes\n", 11);
	assert_refused(place, "damaged: file is not a database");
}

/* Changes the store behind its back. */
static void run_sql(struct place *place, const char *sql)
{
	sqlite3 *db;

	store_close(place->store);
	place->store = NULL;
	assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_newer(void **state)
{
	run_sql(*state, "PRAGMA user_version = 99");
	assert_refused(*state, "its version 99 is newer than ours");
}

/* A store of the first version has what it had, and the new columns. */
static void test_older(void **state)
{
	struct place *place = *state;
	struct task task = TASK_INIT;
	struct run run = RUN_INIT;
	struct err err = ERR_INIT;
	struct admission admission = ADMISSION_INIT;

	add_task(place->store, "one");
	run.task = run.number = 1;
	run.profile = (char *)"claude";
	run.reason = (struct reason){ REASON_POLICY, (char *)"why" };
	assert_int_equal(store_save_run(place->store, &run, &err), 0);
	assert_int_equal(store_flush(place->store, &err), 0);
	run_sql(place, "DROP TABLE review; DROP TABLE notification;"
		       "DROP INDEX run_ended; DROP INDEX event_task;"
		       "DROP INDEX run_open;"
		       "ALTER TABLE task DROP COLUMN files;"
		       "ALTER TABLE run DROP COLUMN until_ms;"
		       "ALTER TABLE run DROP COLUMN input_tokens;"
		       "ALTER TABLE run DROP COLUMN output_tokens;"
		       "ALTER TABLE run DROP COLUMN cost;"
		       "ALTER TABLE run DROP COLUMN mark;"
		       "ALTER TABLE task DROP COLUMN handoff;"
		       "ALTER TABLE task DROP COLUMN published;"
		       "ALTER TABLE task DROP COLUMN waited_ms;"
		       "ALTER TABLE task DROP COLUMN held_ms;"
		       "ALTER TABLE task DROP COLUMN reason_code;"
		       "ALTER TABLE task DROP COLUMN awaits;"
		       "ALTER TABLE task DROP COLUMN asks_secret;"
		       "ALTER TABLE run DROP COLUMN reason_code;"
		       "DROP TABLE publish;"
		       "DROP TABLE text; DROP TABLE dialog;"
		       "DROP TABLE admission; PRAGMA user_version = 1");
	open_again(place);
	assert_int_equal(store_get_run(place->store, 1, 1, &run, &err), 0);
	assert_string_equal(run.reason.text, "why");
	assert_int_equal(run.until_ms, 0);
	assert_false(run.usage.known);
	assert_int_equal(
		store_get_admission(place->store, "claude", &admission, &err),
		0);
	assert_int_equal(admission.limit_ms, 0);
	admission_clear(&admission);
	assert_int_equal(store_get_task(place->store, 1, &task, NULL), 0);
	assert_string_equal(task.name, "one");
	assert_false(task.files_known);
	task_clear(&task);
	run_clear(&run);
}

/* An event as an older version has written it. */
static void add_event(struct store *store, const char *kind, const char *run,
	const char *json)
{
	struct journal_line event = { .time_ms = 5,
		.kind = (enum journal_kind)journal_kind_from_name(kind),
		.task = run ? 1 : 0,
		.run = (char *)run };

	event.data = json_parse(json, strlen(json), strlen(json), "test", NULL);
	assert_non_null(event.data);
	assert_int_equal(store_add_journal(store, &event, NULL), 0);
	cJSON_Delete(event.data);
}

static void save_run(struct store *store, int64_t number, bool judged)
{
	struct run run = { .task = 1,
		.number = number,
		.judged = judged,
		.profile = (char *)"shell" };

	assert_int_equal(store_save_run(store, &run, NULL), 0);
}

#define QUEUED(number)                                                         \
	"{\"queued\":true,\"number\":" number                                  \
	",\"by\":null,\"text\":\"it's " number "\"}"

/* The journal of a store that had its state there. */
static void write_old_journal(struct store *store)
{
	add_task(store, "one");
	save_run(store, 1, true);
	save_run(store, 2, false);
	/* Of a run that is over, typed at once, typed since, lost since. */
	add_event(store, "send", "1.1", QUEUED("1"));
	add_event(store, "send", "1.2",
		"{\"queued\":false,\"number\":2,\"by\":\"mia\",\"text\":null}");
	add_event(store, "send", "1.2", QUEUED("3"));
	add_event(store, "send", "1.2", QUEUED("4"));
	add_event(store, "send", "1.2", QUEUED("5"));
	add_event(store, "sent", "1.2", "{\"number\":3}");
	add_event(store, "send_lost", "1.2", "{\"number\":5}");
	/* Another text of the same number. */
	add_event(store, "sent", "1.1", "{\"number\":4}");
	add_event(store, "answered", "1.2", "{\"what\":\"colour\"}");
	add_event(store, "notify_failed", NULL,
		"{\"channel\":\"mail\",\"what\":\"one is escalated\",\"tries\":2,\"why\":\"full\"}");
	assert_int_equal(store_flush(store, NULL), 0);
}

/* The last step is undone, so that it is taken again. */
#define UNDO_LAST_STEP                                                         \
	"DROP TABLE text; DROP TABLE dialog;"                                  \
	"DROP INDEX notification_due; DROP INDEX notification_failed;"         \
	"ALTER TABLE notification DROP COLUMN state;"                          \
	"ALTER TABLE notification DROP COLUMN failed_ms;"                      \
	"ALTER TABLE notification DROP COLUMN failure;"                        \
	"CREATE INDEX notification_due ON notification (channel, due_ms);"     \
	"ALTER TABLE admission RENAME TO gate; PRAGMA user_version = 7"

static void test_state_in_the_journal(void **state)
{
	struct place *place = *state;
	struct text_list texts = { 0 };
	struct dialog dialog = DIALOG_INIT;
	struct notification newest = NOTIFICATION_INIT;
	struct err err = ERR_INIT;
	int64_t count = 0;

	write_old_journal(place->store);
	run_sql(place, UNDO_LAST_STEP);
	open_again(place);
	assert_int_equal(store_prune_journal(place->store, 100, &err), 0);
	assert_int_equal(
		store_list_queued_texts(place->store, 1, 2, &texts, &err), 0);
	assert_int_equal(texts.count, 1);
	assert_int_equal(texts.items[0].number, 4);
	assert_int_equal(texts.items[0].time_ms, 5);
	assert_null(texts.items[0].by);
	assert_string_equal(texts.items[0].words, "it's 4");
	text_list_clear(&texts);
	assert_int_equal(
		store_list_queued_texts(place->store, 1, 1, &texts, &err), 0);
	assert_int_equal(texts.count, 0);
	assert_int_equal(store_get_dialog(place->store, 1, &dialog, &err), 0);
	assert_int_equal(dialog.run, 2);
	assert_string_equal(dialog.what, "colour");
	dialog_clear(&dialog);
	assert_int_equal(store_count_failed_notifications(
				 place->store, 0, &count, &newest, &err),
		0);
	assert_int_equal(count, 1);
	assert_int_equal(newest.channel, NOTIFY_MAIL);
	assert_string_equal(newest.failure, "full");
	assert_string_equal(
		json_text(newest.event, "title"), "one is escalated");
	notification_clear(&newest);
}

/* An answer that something has followed is no open one. */
static void test_answer_in_the_journal_is_over(void **state)
{
	struct place *place = *state;
	struct dialog dialog = DIALOG_INIT;

	write_old_journal(place->store);
	add_event(place->store, "waiting", "1.2", "{}");
	assert_int_equal(store_flush(place->store, NULL), 0);
	run_sql(place, UNDO_LAST_STEP);
	open_again(place);
	assert_int_equal(store_get_dialog(place->store, 1, &dialog, NULL), 0);
	assert_int_equal(dialog.run, 0);
}

static void assert_evidence(const struct evidence_list *list, size_t index,
	enum evidence_code code, const char *text)
{
	assert_true(list->count > index);
	assert_int_equal(list->items[index].code, code);
	assert_string_equal(list->items[index].text, text);
}

static void check_runs(struct store *store)
{
	struct run_list runs = { 0 };
	const struct evidence_list *evidence;

	assert_int_equal(store_list_runs(store, 1, &runs, NULL), 0);
	assert_int_equal(runs.count, 5);
	assert_int_equal(runs.items[0].reason.code, REASON_UNKNOWN);
	assert_string_equal(runs.items[0].reason.text, "why");
	evidence = &runs.items[0].evidence;
	assert_evidence(evidence, 0, EVIDENCE_REBOOTED,
		"the machine was started anew while it ran");
	assert_evidence(evidence, 1, EVIDENCE_COMMON_CAUSE,
		"it ended with others at once: the machine was started anew: "
		"another boot id");
	evidence = &runs.items[1].evidence;
	assert_evidence(evidence, 0, EVIDENCE_CONNECTION,
		"its own event says api_error: API Error: Connection error.");
	assert_evidence(evidence, 1, EVIDENCE_WAIT_STATUS, "exit code 1");
	evidence = &runs.items[2].evidence;
	assert_evidence(
		evidence, 0, EVIDENCE_WORDS, "its own words: cannot connect");
	assert_evidence(evidence, 1, EVIDENCE_WAIT_STATUS,
		"signal 11 (SIGSEGV), core dumped");
	evidence = &runs.items[3].evidence;
	assert_evidence(evidence, 0, EVIDENCE_UNKNOWN,
		"the push failed with exit code 1: git push");
	assert_evidence(evidence, 1, EVIDENCE_WORK_COMPLETE,
		"the work itself is complete");
	assert_evidence(evidence, 2, EVIDENCE_UNKNOWN, "it's \"odd\"");
	assert_evidence(evidence, 3, EVIDENCE_UNKNOWN, "");
	assert_int_equal(runs.items[4].evidence.count, 0);
	run_list_clear(&runs);
}

static void check_publishes(struct store *store)
{
	struct publish_list list = { 0 };

	assert_int_equal(store_list_publishes(store, 1, &list, NULL), 0);
	assert_int_equal(list.count, 1);
	assert_evidence(&list.items[0].evidence, 0, EVIDENCE_UNKNOWN,
		"the push failed with exit code 1: git push");
	publish_list_clear(&list);
}

/* Only a task that waits asks for a secret. */
static void check_tasks(struct store *store)
{
	struct task_list list = { 0 };

	assert_int_equal(store_list_tasks(store, STORE_ALL, 0, &list, NULL), 0);
	assert_int_equal(list.count, 3);
	assert_string_equal(
		list.items[0].reason.text, "Enter the PassPhrase for the key:");
	assert_int_equal(list.items[0].reason.code, REASON_UNKNOWN);
	assert_true(list.items[0].asks_secret);
	assert_false(list.items[1].asks_secret);
	assert_false(list.items[2].asks_secret);
	task_list_clear(&list);
}

/* Journal lines stay as they were written; their kinds are read. */
static void check_journal(struct store *store)
{
	struct journal_list list = { 0 };
	struct evidence_list evidence = { 0 };

	assert_int_equal(store_list_journal(store, 0, 9, &list, NULL), 0);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].kind, JOURNAL_ENDED);
	assert_true(evidence_read(&evidence,
		cJSON_GetObjectItem(list.items[0].data, "evidence")));
	assert_evidence(&evidence, 0, EVIDENCE_UNKNOWN, "a sentence");
	assert_int_equal(list.items[1].kind, JOURNAL_UNKNOWN);
	evidence_clear(&evidence);
	journal_list_clear(&list);
}

/* A store of before there were codes: tests/store/version-6.sql. */
static void test_without_codes(void **state)
{
	struct place *place = *state;
	char *sql;
	size_t len;

	assert_int_equal(file_read(&sql, &len, "tests/store/version-6.sql",
				 1 << 20, NULL),
		0);
	store_close(place->store);
	place->store = NULL;
	assert_int_equal(unlink(place->path), 0);
	run_sql(place, sql);
	free(sql);
	open_again(place);
	check_runs(place->store);
	check_publishes(place->store);
	check_tasks(place->store);
	check_journal(place->store);
}

static void test_not_ours(void **state)
{
	run_sql(*state, "PRAGMA application_id = 7");
	assert_refused(*state, "it is no store of reeve");
}

static void test_unknown_word(void **state)
{
	struct place *place = *state;
	struct task_list list = { 0 };
	struct err err = ERR_INIT;

	add_task(place->store, "one");
	assert_int_equal(store_flush(place->store, NULL), 0);
	run_sql(place, "UPDATE task SET state = 'asleep'");
	open_again(place);
	assert_int_equal(
		store_list_tasks(place->store, STORE_ALL, 0, &list, &err), -1);
	assert_non_null(strstr(err.message, "an unknown word"));
	assert_null(list.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_killed_while_committing),
		TEST(test_truncated),
		TEST(test_garbled),
		TEST(test_text_is_no_store),
		TEST(test_newer),
		TEST(test_older),
		TEST(test_state_in_the_journal),
		TEST(test_answer_in_the_journal_is_over),
		TEST(test_without_codes),
		TEST(test_not_ours),
		TEST(test_unknown_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
