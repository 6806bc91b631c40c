/*
 * task_names - which task has a name: see task_names.h
 */
#include "supervisor/api/task_names.h"

#include <string.h>

int64_t name_owner(const struct daemon *daemon, const char *name)
{
	struct task task = TASK_INIT;
	int64_t id = 0;

	/* The store finds prefixes too. */
	if (store_find_task(daemon->store, name, &task, NULL) == 0 &&
		!strcmp(task.name, name))
		id = task.id;
	task_clear(&task);
	return id;
}

int names_check(const struct daemon *daemon, const struct task_list *tasks,
	struct err *err)
{
	for (size_t i = 0; i < tasks->count; i++) {
		const char *name = tasks->items[i].name;
		int64_t owner = name ? name_owner(daemon, name) : 0;

		if (!owner)
			continue;
		err_set(err, EXIT_WRONG_USE,
			"cannot use the name '%s': task %lld has it", name,
			(long long)owner);
		return err_hint(err, "reeve show %s, or another --name", name);
	}
	return 0;
}
