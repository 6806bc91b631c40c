/*
 * test_store_tasks - tasks come back as they went in, in the right order
 */

#include "base/json.h"
#include "tests/store/place.h"

static void fill_task(struct task *task)
{
	*task = new_task("full");
	task->prompt = mem_copy("say \"hello\"\n\tto 'everyone' …");
	argv_add(&task->argv, "sh");
	argv_add(&task->argv, "");
	task->base = mem_copy("main");
	task->verify = mem_copy("make check");
	argv_add(&task->env, "A=b=c");
	argv_add(&task->after, "1");
	task->permissions = PERMISSIONS_ASK;
	task->priority = -7;
	task->timeout_ms = 90001;
	task->publish = task->interactive = true;
	task->worktree = mem_copy("/w");
	task->branch = mem_copy("reeve/full");
	task->base_commit = mem_copy("0123");
}

static void assert_same(const struct task *a, const struct task *b)
{
	cJSON *left = task_write(a), *right = task_write(b);
	cJSON *asked_left = task_write_asked(a);
	cJSON *asked_right = task_write_asked(b);

	assert_true(cJSON_Compare(left, right, 1));
	assert_true(cJSON_Compare(asked_left, asked_right, 1));
	cJSON_Delete(left);
	cJSON_Delete(right);
	cJSON_Delete(asked_left);
	cJSON_Delete(asked_right);
}

static void test_task_comes_back_whole(void **state)
{
	struct place *place = *state;
	struct task task, read = TASK_INIT;

	add_task(place->store, "first");
	fill_task(&task);
	assert_int_equal(store_add_task(place->store, &task, NULL), 0);
	assert_int_equal(task.id, 2);
	task.state = STATE_BACKOFF;
	task.wanted = WANTED_HELD;
	task.wanted_by = mem_copy("somebody");
	task.conversation = mem_copy("c-1");
	task.runs = 3;
	task.attempts = 2;
	task.recovery_used = true;
	task.mode = RUN_REASSIGN;
	mem_replace(&task.profile, "codex");
	task.due_ms = task.created_ms = task.started_ms = 1700000000000;
	task.ended_ms = task.budget_ms = 1700000000001;
	task.waited_ms = 17;
	task.held_ms = 18;
	task.verdict = VERDICT_HUNG;
	task.decision = ACTION_REASSIGN;
	reason_set(&task.reason, REASON_POLICY, "it hung");
	argv_add(&task.env, "LATER=1");
	assert_int_equal(store_save_task(place->store, &task, NULL), 0);
	assert_int_equal(store_flush(place->store, NULL), 0);
	open_again(place);
	assert_int_equal(store_get_task(place->store, 2, &read, NULL), 0);
	assert_same(&task, &read);
	assert_int_equal(read.budget_ms, task.budget_ms);
	assert_int_equal(read.waited_ms, 17);
	assert_int_equal(read.held_ms, 18);
	assert_int_equal(read.runs, 3);
	assert_int_equal(read.mode, RUN_REASSIGN);
	assert_string_equal(read.wanted_by, "somebody");
	assert_string_equal(read.profile, "codex");
	task_clear(&task);
	task_clear(&read);
}

static void test_number_is_known_before(void **state)
{
	struct place *place = *state;
	int64_t next = 0;

	for (int64_t id = 1; id <= 3; id++) {
		char name[16];

		assert_int_equal(store_next_task(place->store, &next, NULL), 0);
		assert_int_equal(next, id);
		snprintf(name, sizeof(name), "t%d", (int)id);
		assert_int_equal(add_task(place->store, name), id);
	}
}

static void test_wrong_task_changes_nothing(void **state)
{
	struct place *place = *state;
	const char *const unknown[] = { "99", "3", "first", "0", "-1", "" };
	struct task task = new_task("first");
	struct err err = ERR_INIT;
	int64_t next = 0;

	add_task(place->store, "first");
	add_task(place->store, "second");
	assert_int_equal(store_add_task(place->store, &task, &err), -1);
	assert_int_equal(err.code, EXIT_WRONG_USE);
	assert_string_equal(
		err.message, "cannot add task: 'first': the name is taken");
	mem_replace(&task.name, "third");
	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		argv_clear(&task.after);
		argv_add(&task.after, "1");
		argv_add(&task.after, unknown[i]);
		assert_int_equal(store_add_task(place->store, &task, &err), -1);
		assert_int_equal(err.code, EXIT_NO_TASK);
		assert_int_equal(task.id, 0);
	}
	assert_int_equal(count_tasks(place->store, STORE_ALL), 2);
	assert_int_equal(store_next_task(place->store, &next, NULL), 0);
	assert_int_equal(next, 3);
	assert_int_equal(store_flush(place->store, &err), 0);
	open_again(place);
	assert_int_equal(count_tasks(place->store, STORE_ALL), 2);
	argv_clear(&task.after);
	argv_add(&task.after, "2");
	argv_add(&task.after, "2");
	assert_int_equal(store_add_task(place->store, &task, &err), 0);
	task.id = 77;
	assert_int_equal(store_save_task(place->store, &task, &err), -1);
	assert_int_equal(err.code, EXIT_NO_TASK);
	task_clear(&task);
}

static void test_find(void **state)
{
	struct place *place = *state;
	static const struct {
		const char *word, *found;
	} table[] = {
		{ "1", "task-agent-1" },
		{ "task-agent-1", "task-agent-1" },
		{ "task-agent-12", "task-agent-12" },
		{ "o", "other" },
		{ "other", "other" },
		{ "task", NULL },
		{ "task-agent-2", NULL },
		{ "9", NULL },
		{ "", NULL },
		{ "%", NULL },
		{ "othe_", NULL },
		{ "OTHER", NULL },
		{ "1 OR 1=1", NULL },
	};
	struct err err = ERR_INIT;

	add_task(place->store, "task-agent-1");
	add_task(place->store, "task-agent-12");
	add_task(place->store, "other");
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct task task = TASK_INIT;
		int rc = store_find_task(
			place->store, table[i].word, &task, &err);

		assert_int_equal(rc, table[i].found ? 0 : -1);
		if (table[i].found)
			assert_string_equal(task.name, table[i].found);
		else
			assert_int_equal(err.code, EXIT_NO_TASK);
		task_clear(&task);
	}
	store_find_task(place->store, "task", &TASK_INIT, &err);
	assert_string_equal(err.message,
		"no such task: 'task': it may mean task-agent-1, "
		"task-agent-12");
}

static void save_state(struct store *store, int64_t id, enum state state,
	int64_t priority, int64_t due_ms)
{
	struct task task = TASK_INIT;

	assert_int_equal(store_get_task(store, id, &task, NULL), 0);
	task.state = state;
	task.priority = priority;
	task.due_ms = due_ms;
	assert_int_equal(store_save_task(store, &task, NULL), 0);
	task_clear(&task);
}

static void assert_listed(
	struct store *store, enum store_tasks which, const char *expected)
{
	struct task_list list = { 0 };
	char text[64] = "";

	assert_int_equal(store_list_tasks(store, which, 1000, &list, NULL), 0);
	for (size_t i = 0; i < list.count; i++)
		sprintf(text + strlen(text), "%d ", (int)list.items[i].id);
	assert_string_equal(text, expected);
	task_list_clear(&list);
}

static void test_lists(void **state)
{
	struct place *place = *state;
	struct store *store = place->store;
	int64_t due = -1;

	assert_int_equal(store_next_due(store, &due, NULL), 0);
	assert_int_equal(due, 0);
	for (int i = 0; i < 6; i++)
		add_task(store,
			(const char *[]){ "a", "b", "c", "d", "e", "f" }[i]);
	save_state(store, 2, STATE_QUEUED, 5, 0);
	save_state(store, 3, STATE_BLOCKED, 9, 0);
	save_state(store, 4, STATE_BACKOFF, 0, 1001);
	save_state(store, 5, STATE_PARKED, 0, 1000);
	save_state(store, 6, STATE_COMPLETED, 0, 999);
	assert_listed(store, STORE_ALL, "1 2 3 4 5 6 ");
	assert_listed(store, STORE_ACTIVE, "1 2 3 4 5 ");
	assert_listed(store, STORE_RECENT, "1 2 3 4 5 ");
	assert_listed(store, STORE_QUEUED, "2 1 ");
	assert_listed(store, STORE_DUE, "6 5 ");
	assert_listed(store, STORE_BLOCKED, "3 ");
	assert_int_equal(store_next_due(store, &due, NULL), 0);
	assert_int_equal(due, 999);
}

/* The words in SQL are those of the model. */
static void test_active_is_not_at_rest(void **state)
{
	struct place *place = *state;

	add_task(place->store, "one");
	for (int each = 0; each < STATES; each++) {
		save_state(place->store, 1, (enum state)each, 0, 0);
		assert_int_equal(count_tasks(place->store, STORE_ACTIVE),
			!state_is_at_rest((enum state)each));
		assert_int_equal(count_tasks(place->store, STORE_QUEUED),
			each == STATE_QUEUED);
		assert_int_equal(count_tasks(place->store, STORE_BLOCKED),
			each == STATE_BLOCKED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_task_comes_back_whole),
		TEST(test_number_is_known_before),
		TEST(test_wrong_task_changes_nothing),
		TEST(test_find),
		TEST(test_lists),
		TEST(test_active_is_not_at_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
