/*
 * graph - which task comes after which: see graph.h
 *
 * A depth-first walk with the three classic colours; the path that leads back
 * to a task being visited is the cycle.
 */
#include "dispatcher/graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

enum colour {
	UNSEEN = 0,
	OPEN, /* on the path from where the walk began */
	CLOSED,
};

struct walk {
	const struct task *tasks;
	size_t count;
	enum colour *colours;
	size_t *path, *order;
	size_t depth, placed;
};

/* Index of the task of that name, or `count`. */
static size_t find(const struct walk *walk, const char *name)
{
	size_t i = 0;

	while (i < walk->count &&
		(!walk->tasks[i].name || strcmp(walk->tasks[i].name, name)))
		i++;
	return i;
}

static int spell_cycle(const struct walk *walk, size_t again, struct err *err)
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

static int visit(struct walk *walk, size_t at, struct err *err)
{
	const struct argv *after = &walk->tasks[at].after;

	walk->colours[at] = OPEN;
	walk->path[walk->depth++] = at;
	for (size_t i = 0; i < after->count; i++) {
		size_t next = find(walk, after->items[i]);

		if (next == walk->count || walk->colours[next] == CLOSED)
			continue;
		if (walk->colours[next] == OPEN)
			return spell_cycle(walk, next, err);
		if (visit(walk, next, err) < 0)
			return -1;
	}
	walk->depth--;
	walk->colours[at] = CLOSED;
	walk->order[walk->placed++] = at;
	return 0;
}

int graph_order(
	size_t *order, const struct task *tasks, size_t count, struct err *err)
{
	struct walk walk = { .tasks = tasks, .count = count, .order = order };
	int rc = 0;

	walk.colours = mem_alloc(count * sizeof(*walk.colours));
	walk.path = mem_alloc(count * sizeof(*walk.path));
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (walk.colours[i] == UNSEEN)
			rc = visit(&walk, i, err);
	free(walk.colours);
	free(walk.path);
	return rc;
}
