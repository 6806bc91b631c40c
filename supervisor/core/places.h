/*
 * places - which tasks take one of the places that max_agents gives
 */
#ifndef SUPERVISOR_CORE_PLACES_H
#define SUPERVISOR_CORE_PLACES_H

#include "store/store.h"

/* Whether a task in this state takes a place: from its start to its verdict. */
bool state_takes_place(enum state state);

/* The places that tasks of `list` take; `profile` NULL: of all profiles; but
 * for the task `but_task` (0: none). */
int64_t places_count(
	const struct task_list *list, const char *profile, int64_t but_task);

/* The same of all tasks in the store. */
int64_t places_taken(
	struct store *store, const char *profile, int64_t but_task);

#endif
