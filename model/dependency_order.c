/*
 * dependency_order - which task comes after which: see dependency_order.h
 *
 * A depth-first search with three colours; a path that leads back to a task on
 * the path is a cycle.
 */
#include "model/dependency_order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

enum dependency_order_colour {
	UNSEEN = 0,
	OPEN, /* on the current path */
	CLOSED,
};

struct task_walk {
	const struct task *tasks;
	size_t count;
	enum dependency_order_colour *colours;
	size_t *path, *order;
	size_t depth, placed;
};

/* Index of the task of that name, or `count`. */
static size_t dependency_order_find(
	const struct task_walk *walk, const char *name)
{
	size_t i = 0;

	while (i < walk->count &&
		(!walk->tasks[i].name || strcmp(walk->tasks[i].name, name)))
		i++;
	return i;
}

static int dependency_order_err_cycle(
	const struct task_walk *walk, size_t again, struct err *err)
{
	struct str text = STR_INIT;
	size_t from = 0;

	while (walk->path[from] != again)
		from++;
	for (size_t i = from; i < walk->depth; i++)
		str_addf(&text, "%s → ", walk->tasks[walk->path[i]].name);
	str_add(&text, walk->tasks[again].name);
	err_set(err, EXIT_WRONG_USE,
		"cannot submit: the tasks wait for each other: %s",
		str_text(&text));
	str_clear(&text);
	return -1;
}

static int task_visit(struct task_walk *walk, size_t at, struct err *err)
{
	const struct argv *after = &walk->tasks[at].after;

	walk->colours[at] = OPEN;
	walk->path[walk->depth++] = at;
	for (size_t i = 0; i < after->count; i++) {
		size_t next = dependency_order_find(walk, after->items[i]);

		if (next == walk->count || walk->colours[next] == CLOSED)
			continue;
		if (walk->colours[next] == OPEN)
			return dependency_order_err_cycle(walk, next, err);
		if (task_visit(walk, next, err) < 0)
			return -1;
	}
	walk->depth--;
	walk->colours[at] = CLOSED;
	walk->order[walk->placed++] = at;
	return 0;
}

int dependency_order(
	size_t *order, const struct task *tasks, size_t count, struct err *err)
{
	struct task_walk walk = {
		.tasks = tasks, .count = count, .order = order
	};
	int rc = 0;

	walk.colours = mem_alloc(count * sizeof(*walk.colours));
	walk.path = mem_alloc(count * sizeof(*walk.path));
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (walk.colours[i] == UNSEEN)
			rc = task_visit(&walk, i, err);
	free(walk.colours);
	free(walk.path);
	return rc;
}
