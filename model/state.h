/*
 * state - where a task stands
 *
 * From STATE_COMPLETED on a task is at rest: nothing happens to it until
 * somebody asks.
 */
#ifndef MODEL_STATE_H
#define MODEL_STATE_H

#include <stdbool.h>

enum state {
	STATE_BLOCKED = 0, /* waits for the tasks it comes after */
	STATE_QUEUED, /* waits for a free place */
	STATE_STARTING, /* being dispatched */
	STATE_RUNNING,
	STATE_WAITING, /* the agent waits for a person */
	STATE_BACKOFF, /* the next run starts at due_ms */
	STATE_PARKED, /* a limit ends at due_ms; costs no attempt */
	STATE_VERIFYING,
	STATE_PUBLISHING,
	STATE_COMPLETED, /* from here on: at rest */
	STATE_FAILED,
	STATE_ESCALATED,
	STATE_HELD,
	STATE_STOPPED,
	STATES
};

const char *state_name(enum state state);
int state_from_name(const char *name); /* -1: no such state */
bool state_is_at_rest(enum state state);

#endif
