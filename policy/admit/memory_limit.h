/*
 * memory_limit - is there enough of it to start an agent more?
 *
 * The kernel tells how much time processes lose to waiting for memory (PSI),
 * and how much is left. A file that is not there says nothing.
 */
#ifndef POLICY_ADMIT_MEMORY_LIMIT_H
#define POLICY_ADMIT_MEMORY_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config/config_recovery.h"
#include "model/admission.h"

struct memory_facts {
	int64_t pressure_hundredths; /* of a percent, "some avg10"; -1: unknown */
	int64_t available; /* bytes; -1: unknown */
};

#define MEMORY_REASON_SIZE 128

/* Reads both: fast, from the kernel. */
struct memory_facts memory_look(const struct memory_config *config);

/* The text of a pressure file; -1 where it is none. Pure, as all below. */
int64_t memory_parse_pressure(const char *text);
/* MemAvailable of /proc/meminfo's text in bytes; -1 where it is none. */
int64_t memory_parse_available(const char *text);

/* Why nothing is to be started; false when there is enough. */
bool memory_is_short(char reason[MEMORY_REASON_SIZE],
	const struct memory_facts *facts, const struct memory_config *config);

/*
 * How many of a profile may run at once since one ran out of memory: one more
 * for each `stable_ms` without another. 0: any number.
 */
int64_t memory_most(
	const struct admission *admission, int64_t stable_ms, int64_t now_ms);
/* When that is raised next; 0: never. */
int64_t memory_raised_at(
	const struct admission *admission, int64_t stable_ms, int64_t now_ms);
/* One of `running` ran out of memory. */
void memory_lower(struct admission *admission, int64_t running,
	int64_t stable_ms, int64_t now_ms);

#endif
