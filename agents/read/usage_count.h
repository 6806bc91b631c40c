/*
 * usage_count - what a run has used, from its agent's events
 *
 * `rule` is a profile's `usage`. A CLI reports the total at its end; some report
 * each message, too. The usage of a run that goes on is the sum of its
 * messages, each counted once: several events can report one message, and
 * events of several messages can be mixed (of subagents). The next total
 * replaces the sum.
 */
#ifndef AGENTS_READ_USAGE_COUNT_H
#define AGENTS_READ_USAGE_COUNT_H

#include <stddef.h>

#include "model/usage.h"

/* Takes the total of an event, if it has one; the last event that fits counts. */
void usage_take_event(
	struct usage *usage, const cJSON *rule, const cJSON *event);

/* The maximum number of messages that are mixed. */
#define USAGE_MESSAGES 32

/* Begins as { 0 }. */
struct usage_counter {
	struct usage sum; /* of all so far */
	struct usage_message {
		uint64_t name; /* of its id */
		struct usage usage;
	} recent[USAGE_MESSAGES];
	size_t count; /* of messages; the newest are in `recent` */
	bool total; /* the last event was a total: the CLI is about to end */
};

/* True if the event reports a message, so that more can follow. */
bool usage_count_event(
	struct usage_counter *counter, const cJSON *rule, const cJSON *event);

/*
 * Counts a whole file of events, `max` bytes of it at most. Lines that cannot
 * report usage are not parsed. A missing file adds nothing.
 */
void usage_count_file(struct usage_counter *counter, const cJSON *rule,
	const char *path, int64_t max);

#endif
