/*
 * memory_limit - is there enough memory to start another agent?
 *
 * Pure. The kernel reports how much time processes lose to waiting for memory
 * (PSI), and how much is left; supervisor/core/memory_look.h reads both. What
 * is unknown holds nothing back.
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

/* "some avg10" in the text of a pressure file, in hundredths of a percent; -1: it
 * is no such text. */
int64_t memory_parse_pressure(const char *text);
/* MemAvailable in the text of /proc/meminfo, in bytes; -1: it is no such text. */
int64_t memory_parse_available(const char *text);

/* Whether memory is too short to start a run; then `reason` says why. */
bool memory_is_short(char reason[MEMORY_REASON_SIZE],
	const struct memory_facts *facts, const struct memory_config *config);

/*
 * The maximum number of runs of a profile at once since one ran out of memory; it
 * rises by one for each `stable_ms` without a further one. 0: no maximum.
 */
int64_t memory_most(
	const struct admission *admission, int64_t stable_ms, int64_t now_ms);
/* When that maximum rises next; 0: never. */
int64_t memory_raised_at(
	const struct admission *admission, int64_t stable_ms, int64_t now_ms);
/* One of `running` runs ran out of memory: lowers the maximum. */
void memory_lower(struct admission *admission, int64_t running,
	int64_t stable_ms, int64_t now_ms);

#endif
