/*
 * test_store - runs, events, the epoch, and when a write is durable
 */
#include <sys/stat.h>

#include "base/json.h"
#include "tests/store/place.h"

static void test_runs(void **state)
{
	struct place *place = *state;
	struct run run = RUN_INIT, read = RUN_INIT;
	struct run_list list = { 0 };
	struct err err = ERR_INIT;

	run.task = 1;
	run.number = 2;
	run.profile = mem_copy("claude");
	assert_int_equal(store_save_run(place->store, &run, &err), -1);
	add_task(place->store, "one");
	assert_int_equal(store_save_run(place->store, &run, &err), 0);
	assert_int_equal(store_get_run(place->store, 1, 2, &read, &err), 0);
	assert_false(read.status_known);
	assert_false(read.usage.known);
	run_clear(&read);
	run.mode = RUN_RESUME;
	run.status_known = run.judged = true;
	run.by_keyboard = true;
	run.wait_status = 139;
	run.started_ms = 1;
	run.ended_ms = 2;
	run.verdict = VERDICT_CRASHED;
	run.decision = ACTION_RESUME;
	reason_set(&run.reason, REASON_POLICY, "why");
	run.conversation = mem_copy("c");
	evidence_addf(&run.evidence, EVIDENCE_REBOOTED, "%s", "it's \"odd\"");
	evidence_addf(&run.evidence, EVIDENCE_WORDS, "%s", "");
	run.until_ms = 1700000000000;
	run.usage = (struct usage){ true, 3000, 150, 15000 };
	assert_int_equal(store_save_run(place->store, &run, &err), 0);
	run.number = 1;
	assert_int_equal(store_save_run(place->store, &run, &err), 0);
	assert_int_equal(store_list_runs(place->store, 1, &list, &err), 0);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[1].number, 2);
	assert_true(list.items[1].by_keyboard);
	run.number = 2;
	{
		cJSON *a = run_write(&run), *b = run_write(&list.items[1]);

		assert_true(cJSON_Compare(a, b, 1));
		cJSON_Delete(a);
		cJSON_Delete(b);
	}
	assert_int_equal(store_get_run(place->store, 1, 3, &read, &err), -1);
	assert_int_equal(err.code, EXIT_NO_TASK);
	run_list_clear(&list);
	run_clear(&run);
}

static void save_run(struct store *store, int64_t task, int64_t number,
	int64_t ended_ms, enum verdict verdict)
{
	struct run run = { .task = task,
		.number = number,
		.ended_ms = ended_ms,
		.judged = true,
		.verdict = verdict,
		.decision = ACTION_RESUME };

	run.profile = mem_copy("shell");
	assert_int_equal(store_save_run(store, &run, NULL), 0);
	run_clear(&run);
}

static void test_history(void **state)
{
	struct place *place = *state;
	struct history history = { 0 };
	struct task task = TASK_INIT;

	assert_int_equal(store_list_history(place->store, &history, NULL), 0);
	assert_int_equal(history.count, 0);
	add_task(place->store, "one");
	add_task(place->store, "two");
	save_run(place->store, 1, 1, 100, VERDICT_KILLED);
	save_run(place->store, 1, 2, 200, VERDICT_LOST);
	assert_int_equal(store_get_task(place->store, 1, &task, NULL), 0);
	assert_false(task.files_known);
	task.files_known = true;
	task.files = 7;
	assert_int_equal(store_save_task(place->store, &task, NULL), 0);
	task_clear(&task);
	assert_int_equal(store_list_history(place->store, &history, NULL), 0);
	assert_int_equal(history.count, 3);
	assert_int_equal(history.items[1].number, 2);
	assert_int_equal(history.items[1].verdict, VERDICT_LOST);
	assert_true(history.items[1].files_known);
	assert_int_equal(history.items[1].files, 7);
	assert_string_equal(history.items[2].agent, "two");
	assert_int_equal(history.items[2].number, 0);
	assert_false(history.items[2].judged);
	assert_false(history.items[2].files_known);
	history_clear(&history);
	assert_int_equal(
		store_list_ends(place->store, 150, 200, &history, NULL), 0);
	assert_int_equal(history.count, 1);
	assert_int_equal(history.items[0].number, 2);
	history_clear(&history);
	/* Of more than a thousand the newest. */
	for (int64_t number = 3; number <= 1100; number++)
		save_run(
			place->store, 1, number, 1000 + number, VERDICT_KILLED);
	assert_int_equal(
		store_list_ends(place->store, 1000, 3000, &history, NULL), 0);
	assert_int_equal(history.count, 1000);
	assert_int_equal(history.items[0].number, 101);
	assert_int_equal(history.items[999].number, 1100);
	history_clear(&history);
}

static void save_day_run(struct store *store, int64_t number,
	int64_t started_ms, int64_t ended_ms, int64_t tokens)
{
	struct run run = { .task = 1,
		.number = number,
		.profile = (char *)"claude",
		.started_ms = started_ms,
		.ended_ms = ended_ms,
		.judged = ended_ms != 0,
		.usage = { tokens != 0, tokens, 1, 10 } };

	assert_int_equal(store_save_run(store, &run, NULL), 0);
}

/* From 1000 on, and it is 2000. */
static void test_day(void **state)
{
	struct store *store = ((struct place *)*state)->store;
	struct day_use use;

	assert_int_equal(store_sum_day(store, 1000, 2000, &use, NULL), 0);
	assert_int_equal(use.runs + use.run_time_ms + use.going, 0);
	add_task(store, "one");
	save_day_run(store, 1, 100, 999, 5); /* the day before */
	save_day_run(store, 2, 900, 1100, 50); /* over midnight */
	save_day_run(store, 3, 1200, 1300, 500);
	save_day_run(store, 4, 950, 0, 0); /* since then */
	save_day_run(store, 5, 0, 0, 0); /* it is being started */
	save_day_run(store, 6, 0, 1500, 0); /* it could not be */
	assert_int_equal(store_sum_day(store, 1000, 2000, &use, NULL), 0);
	assert_int_equal(use.runs, 2);
	assert_int_equal(use.run_time_ms, 100 + 100 + 1000);
	assert_int_equal(use.usage.input, 550);
	assert_int_equal(use.usage.output, 2);
	assert_int_equal(use.usage.cost, 20);
	assert_int_equal(use.going, 1);
	save_day_run(store, 7, 1200, 1300, INT64_MAX);
	save_day_run(store, 8, 1200, 1300, INT64_MAX);
	assert_int_equal(store_sum_day(store, 1000, 2000, &use, NULL), 0);
	assert_int_equal(use.usage.input, INT64_MAX);
}

/* Keeps an admission row, and reads it back. */
static void save_admission(struct store *store, struct admission *admission)
{
	assert_int_equal(store_save_admission(store, admission, NULL), 0);
	*admission = ADMISSION_INIT;
	assert_int_equal(
		store_get_admission(store, "claude", admission, NULL), 0);
}

static void test_admission(void **state)
{
	struct store *store = ((struct place *)*state)->store;
	struct admission admission = ADMISSION_INIT, other = ADMISSION_INIT;
	struct admission_list list = { 0 };

	assert_int_equal(
		store_get_admission(store, "claude", &admission, NULL), 0);
	assert_string_equal(admission.profile, "claude");
	assert_int_equal(admission.limit_ms, 0);
	assert_int_equal(admission.breaker.state, BREAKER_CLOSED);
	other = admission;
	admission.limit_ms = 77;
	admission.most = 2;
	admission.most_of = 3;
	admission.most_ms = 4;
	admission.breaker = (struct breaker){ BREAKER_HALF_OPEN,
		VERDICT_AUTH_ERROR, MASS_DISK_FULL, 5, 6, 7, 8, 9, 10, 11, 12,
		13, (char *)"why" };
	save_admission(store, &admission);
	admission_clear(&other);
	assert_int_equal(admission.limit_ms, 77);
	assert_int_equal(admission.most * 100 + admission.most_of * 10 +
				 admission.most_ms,
		234);
	assert_int_equal(admission.breaker.state, BREAKER_HALF_OPEN);
	assert_int_equal(admission.breaker.verdict, VERDICT_AUTH_ERROR);
	assert_int_equal(admission.breaker.cause, MASS_DISK_FULL);
	assert_int_equal(admission.breaker.since_ms, 5);
	assert_int_equal(admission.breaker.from_ms, 6);
	assert_int_equal(admission.breaker.until_ms, 7);
	assert_int_equal(admission.breaker.wait_ms, 8);
	assert_int_equal(admission.breaker.probe, 9);
	assert_int_equal(admission.breaker.probe_run, 10);
	assert_int_equal(admission.breaker.task, 11);
	assert_int_equal(admission.breaker.count, 12);
	assert_int_equal(admission.breaker.opened, 13);
	assert_string_equal(admission.breaker.reason, "why");
	admission_clear(&admission);
	admission.profile = (char *)ADMISSION_ALL;
	assert_int_equal(store_save_admission(store, &admission, NULL), 0);
	assert_int_equal(store_list_admissions(store, &list, NULL), 0);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0].profile, ADMISSION_ALL);
	assert_string_equal(list.items[1].profile, "claude");
	admission_list_clear(&list);
}

static void add_event(struct store *store, int64_t time_ms)
{
	struct journal_line event = JOURNAL_LINE_INIT;

	event.time_ms = time_ms;
	event.kind = JOURNAL_ENDED;
	event.task = 1;
	event.data = cJSON_CreateObject();
	json_add_text(event.data, "x", "y");
	assert_int_equal(store_add_journal(store, &event, NULL), 0);
	journal_line_clear(&event);
}

static void test_events(void **state)
{
	struct place *place = *state;
	struct journal_list list = { 0 };
	int64_t last = -1;

	assert_int_equal(store_last_journal(place->store, &last, NULL), 0);
	assert_int_equal(last, 0);
	for (int i = 1; i <= 5; i++)
		add_event(place->store, i * 10);
	assert_int_equal(
		store_list_journal(place->store, 2, 2, &list, NULL), 0);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].number, 3);
	assert_string_equal(json_text(list.items[1].data, "x"), "y");
	assert_null(list.items[0].agent);
	journal_list_clear(&list);
	assert_int_equal(
		store_list_task_journal(place->store, 1, 2, &list, NULL), 0);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].number, 4);
	assert_int_equal(list.items[1].number, 5);
	journal_list_clear(&list);
	assert_int_equal(
		store_list_task_journal(place->store, 2, 2, &list, NULL), 0);
	assert_int_equal(list.count, 0);
	assert_int_equal(store_prune_journal(place->store, 50, NULL), 0);
	assert_int_equal(
		store_list_journal(place->store, 0, 9, &list, NULL), 0);
	assert_int_equal(list.count, 1);
	journal_list_clear(&list);
	assert_int_equal(store_prune_journal(place->store, 99, NULL), 0);
	add_event(place->store, 60);
	assert_int_equal(store_last_journal(place->store, &last, NULL), 0);
	assert_int_equal(last, 6);
}

static void test_epoch(void **state)
{
	struct place *place = *state;
	int64_t epoch = -1;

	assert_int_equal(store_get_epoch(place->store, &epoch, NULL), 0);
	assert_int_equal(epoch, 0);
	assert_int_equal(store_set_epoch(place->store, 4, NULL), 0);
	assert_int_equal(store_set_epoch(place->store, 5, NULL), 0);
	assert_int_equal(store_flush(place->store, NULL), 0);
	open_again(place);
	assert_int_equal(store_get_epoch(place->store, &epoch, NULL), 0);
	assert_int_equal(epoch, 5);
}

/* Until a flush nothing of it is there for others, and all can be undone. */
static void test_undo(void **state)
{
	struct place *place = *state;

	add_task(place->store, "one");
	assert_true(store_is_dirty(place->store));
	assert_int_equal(store_flush(place->store, NULL), 0);
	assert_false(store_is_dirty(place->store));
	add_task(place->store, "two");
	store_undo(place->store);
	assert_false(store_is_dirty(place->store));
	assert_int_equal(count_tasks(place->store, STORE_ALL), 1);
	add_task(place->store, "two");
	store_close(place->store);
	place->store = NULL;
	open_again(place);
	assert_int_equal(count_tasks(place->store, STORE_ALL), 1);
}

/* A part that is not kept leaves what was written before it. */
static void test_part(void **state)
{
	struct place *place = *state;

	add_task(place->store, "one");
	assert_int_equal(store_begin_part(place->store, NULL), 0);
	add_task(place->store, "two");
	assert_int_equal(store_end_part(place->store, false, NULL), 0);
	assert_int_equal(store_begin_part(place->store, NULL), 0);
	add_task(place->store, "three");
	assert_int_equal(store_end_part(place->store, true, NULL), 0);
	assert_int_equal(count_tasks(place->store, STORE_ALL), 2);
	assert_int_equal(store_flush(place->store, NULL), 0);
	open_again(place);
	assert_int_equal(count_tasks(place->store, STORE_ALL), 2);
}

static void test_unflushed_is_gone(void **state)
{
	struct place *place = *state;

	add_task(place->store, "one");
	assert_int_equal(store_flush(place->store, NULL), 0);
	add_task(place->store, "two");
	assert_int_equal(count_tasks(place->store, STORE_ALL), 2);
	open_again(place);
	assert_int_equal(count_tasks(place->store, STORE_ALL), 1);
}

static void test_closed_to_others(void **state)
{
	struct place *place = *state;
	char path[128];
	struct stat st;

	add_task(place->store, "one");
	assert_int_equal(store_flush(place->store, NULL), 0);
	assert_int_equal(stat(place->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	snprintf(path, sizeof(path), "%s-wal", place->path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void test_other_urls_are_refused(void **state)
{
	struct store *store = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(store_open(&store, "mysql:x", &err), -1);
	assert_int_equal(err.code, EXIT_WRONG_USE);
	assert_int_equal(
		store_open(&store, "sqlite:/nowhere/at/all", &err), -1);
	assert_int_equal(err.code, EXIT_TRY_LATER);
	assert_int_equal(store_open(&store, "sqlite:/dev/null", &err), -1);
	assert_null(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_history),
		TEST(test_runs),
		TEST(test_admission),
		TEST(test_day),
		TEST(test_events),
		TEST(test_epoch),
		TEST(test_undo),
		TEST(test_part),
		TEST(test_unflushed_is_gone),
		TEST(test_closed_to_others),
		TEST(test_other_urls_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
