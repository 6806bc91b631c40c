/*
 * task_names - which task has a name
 */
#ifndef SUPERVISOR_API_TASK_NAMES_H
#define SUPERVISOR_API_TASK_NAMES_H

#include "supervisor/daemon.h"

/* The task of exactly that name; 0: none. */
int64_t name_owner(const struct daemon *daemon, const char *name);

/*
 * Refuses names that tasks have. Before the worker looks at sessions and
 * branches, which those tasks have as well: the task is what a person wants to
 * be told of.
 */
int names_check(const struct daemon *daemon, const struct task_list *tasks,
	struct err *err);

#endif
