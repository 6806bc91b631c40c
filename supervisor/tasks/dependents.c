/*
 * dependents - tasks that come after another one: see dependents.h
 */
#include "supervisor/tasks/dependents.h"

#include "base/log.h"
#include "supervisor/core/dependencies.h"

void dependents_release(struct turn *turn, const struct task *task)
{
	struct task_list blocked = { 0 };
	struct err err = ERR_INIT;

	if (task->state != STATE_COMPLETED)
		return;
	if (store_list_tasks(turn->store, STORE_BLOCKED, 0, &blocked, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < blocked.count; i++)
		if (dependencies_are_done(turn->store, &blocked.items[i]))
			turn_post_task(turn, EVENT_READY, blocked.items[i].id);
	task_list_clear(&blocked);
}
