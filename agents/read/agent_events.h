/*
 * agent_events - what an agent CLI said of itself
 *
 * runs/ID/events.jsonl, written by `reeve render` as the CLI printed it, read
 * with the profile's patterns (see event_pattern.h) and signs.
 */
#ifndef AGENTS_READ_AGENT_EVENTS_H
#define AGENTS_READ_AGENT_EVENTS_H

#include <stdbool.h>

#include "agents/read/signs.h"
#include "agents/read/usage_count.h"

struct agent_events {
	bool success, failure;
	char *failure_text; /* owned, or NULL */
	char *session; /* owned, or NULL */
	/* The last line meant as an event that could not be read, and why:
	 * "line 3:63: not UTF-8"; owned, or NULL. */
	char *unreadable;
	struct sign_seen sign;
	struct usage usage;
};

/* A missing or damaged file simply says nothing. */
void agent_events_read(struct agent_events *events,
	const struct profile *profile, const char *path);
void agent_events_clear(struct agent_events *events);

#endif
