/*
 * request_run - new tasks: `run` has one, `submit` many: see requests.h
 *
 * What may be slow is checked in a worker, all tasks in one (EFFECT_CHECK_TASKS);
 * then they are stored together or not at all (tasks/new_tasks.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/dependency_order.h"
#include "supervisor/api/request_env.h"
#include "supervisor/api/requests.h"

#define TASKS_MAX 1000

static int read_task(
	struct task *task, const cJSON *json, const char *what, struct err *err)
{
	if (task_read_asked(task, json, what, err) < 0)
		return -1;
	if (task->prompt || task->argv.count)
		return 0;
	err_set(err, EXIT_WRONG_USE, "%s: neither a prompt nor a program",
		what);
	return err_hint(err, "reeve run \"what is to be done\"");
}

/* Refuses names that tasks have: sessions and branches of these names are there
 * as well, but the task is what a person wants to be told of. */
static int check_names(
	struct turn *turn, const struct task_list *tasks, struct err *err)
{
	for (size_t i = 0; i < tasks->count; i++) {
		const char *name = tasks->items[i].name;
		struct task owner = TASK_INIT;
		int64_t id = 0;

		/* The store finds prefixes, too. */
		if (name &&
			store_find_task(turn->store, name, &owner, NULL) == 0 &&
			!strcmp(owner.name, name))
			id = owner.id;
		task_clear(&owner);
		if (!id)
			continue;
		err_set(err, EXIT_WRONG_USE,
			"cannot use the name '%s': task %lld has it", name,
			(long long)id);
		return err_hint(err, "reeve show %s, or another --name", name);
	}
	return 0;
}

/* Into an order in which each task's forerunners are stored before it. */
static int sort_tasks(struct new_tasks *new_tasks, struct err *err)
{
	struct task_list *tasks = &new_tasks->tasks;
	size_t *order = mem_alloc(tasks->count * sizeof(*order));
	struct task *sorted;

	new_tasks->places = order;
	if (dependency_order(order, tasks->items, tasks->count, err) < 0)
		return -1;
	sorted = mem_alloc(tasks->count * sizeof(*sorted));
	for (size_t i = 0; i < tasks->count; i++)
		sorted[i] = tasks->items[order[i]];
	free(tasks->items);
	tasks->items = sorted;
	return 0;
}

/* `json` is the task, or with `single` false the array of tasks. */
static int read_tasks(
	struct new_tasks *new_tasks, const cJSON *json, struct err *err)
{
	bool single = new_tasks->single;
	size_t count = single ? 1 : (size_t)cJSON_GetArraySize(json);
	struct task_list *tasks = &new_tasks->tasks;
	char what[32];

	if (count == 0 || count > TASKS_MAX)
		return err_set(err, EXIT_WRONG_USE,
			"cannot submit %zu tasks: between 1 and %d", count,
			TASKS_MAX);
	tasks->items = mem_alloc(count * sizeof(*tasks->items));
	for (size_t i = 0; i < count; i++) {
		snprintf(what, sizeof(what), single ? "task" : "tasks[%zu]", i);
		tasks->count = i + 1;
		if (read_task(&tasks->items[i],
			    single ? json : cJSON_GetArrayItem(json, (int)i),
			    what, err) < 0)
			return -1;
	}
	return 0;
}

static int submit(struct turn *turn, struct reply *reply, const cJSON *request,
	const char *member, bool single, struct err *err)
{
	struct new_tasks *new_tasks = mem_alloc(sizeof(*new_tasks));
	const char *directory = json_text(request, "directory");

	new_tasks->single = single;
	new_tasks->suffix = 1;
	new_tasks->directory = mem_copy(directory ? directory : "/");
	if (read_tasks(new_tasks,
		    cJSON_GetObjectItemCaseSensitive(request, member),
		    err) < 0 ||
		request_read_env(&new_tasks->env, request, err) < 0 ||
		sort_tasks(new_tasks, err) < 0 ||
		check_names(turn, &new_tasks->tasks, err) < 0 ||
		store_next_task(turn->store, &new_tasks->first, err) < 0) {
		new_tasks_free(new_tasks);
		return -1;
	}
	turn_emit(turn, &(struct effect){ .kind = EFFECT_CHECK_TASKS,
				.new_tasks = new_tasks,
				.reply = reply_hold(reply) });
	return 0;
}

int request_run(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	return submit(turn, reply, request, "task", true, err);
}

int request_submit(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	return submit(turn, reply, request, "tasks", false, err);
}
