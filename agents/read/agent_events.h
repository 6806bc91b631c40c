/*
 * agent_events - what an agent CLI said of its run
 *
 * Reads runs/ID/events.jsonl, which `reeve render` writes as the CLI printed
 * it, by the profile's patterns (event_pattern.h) and signs (signs.h).
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

/* Fills `events`; the caller clears it. A missing file, or a profile without
 * `render`, leaves it empty; damaged lines are skipped. */
void agent_events_read(struct agent_events *events,
	const struct profile *profile, const char *path);
void agent_events_clear(struct agent_events *events);

#endif
