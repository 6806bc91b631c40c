/*
 * test_graph - an order for those handed in together, or the cycle by name
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/dependency_order.h"

#define MAX_TASKS 1000

static struct task tasks[MAX_TASKS];
static size_t order[MAX_TASKS], count;

static int forget(void **state)
{
	(void)state;
	for (size_t i = 0; i < count; i++)
		task_clear(&tasks[i]);
	count = 0;
	return 0;
}

/* "name: before before …" */
static void add(const char *line)
{
	struct task *task = &tasks[count++];
	char *copy = mem_copy(line), *rest = copy;
	char *word = strsep(&rest, ": ");

	*task = TASK_INIT;
	task->name = mem_copy(word);
	while ((word = strsep(&rest, ": ")))
		if (*word)
			argv_add(&task->after, word);
	free(copy);
}

static void assert_order(const char *expected)
{
	struct err err = ERR_INIT;
	char text[256] = "";

	if (dependency_order(order, tasks, count, &err) < 0)
		fail_msg("%s", err.message);
	for (size_t i = 0; i < count; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			"%s%s", i ? " " : "", tasks[order[i]].name);
	assert_string_equal(text, expected);
}

static void assert_cycle(const char *cycle)
{
	struct err err = ERR_INIT;

	assert_int_equal(dependency_order(order, tasks, count, &err), -1);
	assert_int_equal(err.code, EXIT_WRONG_USE);
	if (!strstr(err.message, cycle))
		fail_msg("%s", err.message);
}

static void test_nothing(void **state)
{
	(void)state;
	assert_int_equal(dependency_order(order, tasks, 0, NULL), 0);
}

static void test_order(void **state)
{
	(void)state;
	add("c: b");
	add("b: a");
	add("a:");
	add("d:");
	assert_order("a b c d");
}

static void test_free_ones_stay_as_they_were(void **state)
{
	(void)state;
	add("z:");
	add("m:");
	add("a:");
	assert_order("z m a");
}

static void test_diamond(void **state)
{
	(void)state;
	add("end: left right");
	add("right: start");
	add("left: start");
	add("start:");
	assert_order("start left right end");
}

static void test_others_are_passed_over(void **state)
{
	(void)state;
	add("b: 12 a task-agent-3");
	add("a: somebody");
	/* One without a name is nobody's predecessor. */
	add("x:");
	free(tasks[2].name);
	tasks[2].name = NULL;
	assert_int_equal(dependency_order(order, tasks, count, NULL), 0);
	assert_int_equal(order[0], 1);
	assert_int_equal(order[1], 0);
	assert_int_equal(order[2], 2);
}

static void test_cycle(void **state)
{
	(void)state;
	add("before:");
	add("a: b");
	add("b: before c");
	add("c: a");
	add("after: c");
	assert_cycle(": a → b → c → a");
}

static void test_way_to_a_cycle_is_not_in_it(void **state)
{
	(void)state;
	add("start: a");
	add("a: b");
	add("b: a");
	assert_cycle(": a → b → a");
}

static void test_after_itself(void **state)
{
	(void)state;
	add("x:");
	add("a: a");
	assert_cycle(": a → a");
}

static void test_long_chain(void **state)
{
	char line[64];

	(void)state;
	for (int i = 0; i < MAX_TASKS; i++) {
		snprintf(line, sizeof(line), "t%d: t%d", i, i + 1);
		add(line);
	}
	assert_int_equal(dependency_order(order, tasks, count, NULL), 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(order[i], count - 1 - i);
	argv_add(&tasks[MAX_TASKS - 1].after, "t0");
	assert_cycle(": t0 → t1 → t2 → ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_nothing, forget),
		cmocka_unit_test_teardown(test_order, forget),
		cmocka_unit_test_teardown(
			test_free_ones_stay_as_they_were, forget),
		cmocka_unit_test_teardown(test_diamond, forget),
		cmocka_unit_test_teardown(test_others_are_passed_over, forget),
		cmocka_unit_test_teardown(test_cycle, forget),
		cmocka_unit_test_teardown(
			test_way_to_a_cycle_is_not_in_it, forget),
		cmocka_unit_test_teardown(test_after_itself, forget),
		cmocka_unit_test_teardown(test_long_chain, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
