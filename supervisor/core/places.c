/*
 * places - which tasks take a place: see places.h
 */
#include "supervisor/core/places.h"

#include <string.h>

#include "base/log.h"

bool state_takes_place(enum state state)
{
	switch (state) {
	case STATE_STARTING:
	case STATE_RUNNING:
	case STATE_WAITING:
	case STATE_VERIFYING:
	case STATE_PUBLISHING:
		return true;
	case STATE_BLOCKED:
	case STATE_QUEUED:
	case STATE_BACKOFF:
	case STATE_PARKED:
	case STATE_COMPLETED:
	case STATE_FAILED:
	case STATE_ESCALATED:
	case STATE_HELD:
	case STATE_STOPPED:
	case STATES:
		return false;
	}
	return false;
}

int64_t places_count(
	const struct task_list *list, const char *profile, int64_t but_task)
{
	int64_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].id != but_task &&
			 state_takes_place(list->items[i].state) &&
			 (!profile || !strcmp(list->items[i].profile, profile));
	return count;
}

int64_t places_taken(struct store *store, const char *profile, int64_t but_task)
{
	struct task_list active = { 0 };
	struct err err = ERR_INIT;
	int64_t count;

	if (store_list_tasks(store, STORE_ACTIVE, 0, &active, &err) < 0)
		log_err(&err);
	count = places_count(&active, profile, but_task);
	task_list_clear(&active);
	return count;
}
