/*
 * place - a store in a directory of its own, for the tests of the store
 *
 * Included by each test program once.
 */
#ifndef TESTS_STORE_PLACE_H
#define TESTS_STORE_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/store.h"

struct place {
	char directory[64], path[96], url[112];
	struct store *store;
};

static inline void open_again(struct place *place)
{
	struct err err = ERR_INIT;

	store_close(place->store);
	place->store = NULL;
	if (store_open(&place->store, place->url, &err) < 0)
		fail_msg("%s", err.message);
}

static inline int set_up(void **state)
{
	struct place *place = mem_alloc(sizeof(*place));

	strcpy(place->directory, "/tmp/test-store-XXXXXX");
	if (!mkdtemp(place->directory))
		return -1;
	snprintf(place->path, sizeof(place->path), "%s/reeve.db",
		place->directory);
	snprintf(place->url, sizeof(place->url), "sqlite:%s", place->path);
	*state = place;
	open_again(place);
	return 0;
}

static inline int tear_down(void **state)
{
	struct place *place = *state;
	char path[128];

	store_close(place->store);
	for (const char *const *end =
			(const char *const[]){ "", "-wal", "-shm", NULL };
		*end; end++) {
		snprintf(path, sizeof(path), "%s%s", place->path, *end);
		unlink(path);
	}
	rmdir(place->directory);
	free(place);
	return 0;
}

static inline struct task new_task(const char *name)
{
	struct task task = TASK_INIT;

	task.name = mem_copy(name);
	task.profile = mem_copy("shell");
	task.repo = mem_copy("/repo");
	task.state = STATE_QUEUED;
	task.wanted = WANTED_RUN;
	return task;
}

static inline int64_t add_task(struct store *store, const char *name)
{
	struct task task = new_task(name);
	struct err err = ERR_INIT;
	int64_t id;

	if (store_add_task(store, &task, &err) < 0)
		fail_msg("%s", err.message);
	id = task.id;
	task_clear(&task);
	return id;
}

static inline size_t count_tasks(struct store *store, enum store_tasks which)
{
	struct task_list list = { 0 };
	size_t count;

	assert_int_equal(store_list_tasks(store, which, 1000, &list, NULL), 0);
	count = list.count;
	task_list_clear(&list);
	return count;
}

/* A task so large that a few of them fill the disk. */
static inline int add_large_task(
	struct store *store, int number, struct err *err)
{
	struct task task = new_task("large");
	char *prompt = mem_alloc(100001);
	int rc;

	memset(prompt, 'x', 100000);
	mem_replace(&task.prompt, prompt);
	free(prompt);
	free(task.name);
	task.name = mem_format("large-%d", number);
	rc = store_add_task(store, &task, err);
	task_clear(&task);
	return rc;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
