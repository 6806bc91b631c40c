/*
 * dependencies - the tasks that a task comes after: see dependencies.h
 */
#include "supervisor/core/dependencies.h"

#include <stdlib.h>

#include "base/str.h"

/* The one at `i`; false when it is completed. */
static bool is_awaited(struct store *store, const struct task *task, size_t i,
	struct task *before)
{
	return store_get_task(store, strtoll(task->after.items[i], NULL, 10),
		       before, NULL) < 0 ||
	       before->state != STATE_COMPLETED;
}

bool dependencies_are_done(struct store *store, const struct task *task)
{
	bool done = true;

	for (size_t i = 0; done && i < task->after.count; i++) {
		struct task before = TASK_INIT;

		done = !is_awaited(store, task, i, &before);
		task_clear(&before);
	}
	return done;
}

char *dependencies_reason(struct store *store, const struct task *task)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < task->after.count; i++) {
		struct task before = TASK_INIT;

		if (is_awaited(store, task, i, &before))
			str_addf(&text, "%s'%s', which is %s",
				text.len ? ", and after " : "it comes after ",
				before.name ? before.name
					    : task->after.items[i],
				before.name ? state_name(before.state)
					    : "not known");
		task_clear(&before);
	}
	return str_take(&text);
}
