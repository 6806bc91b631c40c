/*
 * usage_count - read from an agent's events what its run has used
 *
 * `rule` is a profile's `usage`. A CLI tells the total as it ends; some tell
 * of each message as well. What a run that goes on has used is then the sum of
 * its messages, each counted once: several events can tell of one, and those
 * of several can be mixed (of agents that it has started). The next total
 * takes the place of the sum.
 */
#ifndef AGENTS_READ_USAGE_COUNT_H
#define AGENTS_READ_USAGE_COUNT_H

#include <stddef.h>

#include "model/usage.h"

/* The total; the last event that fits counts. */
void usage_take_event(
	struct usage *usage, const cJSON *rule, const cJSON *event);

/* How many messages may be mixed. */
#define USAGE_MESSAGES 32

/* Begins as { 0 }. */
struct usage_counter {
	struct usage sum; /* of all so far */
	struct usage_message {
		uint64_t name; /* of its id */
		struct usage usage;
	} recent[USAGE_MESSAGES];
	size_t count; /* of messages; the newest are in `recent` */
	bool total; /* the CLI's last word was one: it is about to end */
};

/* True for a message: more may follow. */
bool usage_count_event(
	struct usage_counter *counter, const cJSON *rule, const cJSON *event);

/*
 * The same of a whole file of events, up to `max` bytes of it. Lines without
 * what is looked for are not parsed. A missing file says nothing.
 */
void usage_count_file(struct usage_counter *counter, const cJSON *rule,
	const char *path, int64_t max);

#endif
