/*
 * memory_limit - is there enough memory to start another agent?
 *
 * Pure. base/memory_facts.h reads what the kernel says; what is unknown holds
 * nothing back.
 */
#ifndef POLICY_ADMIT_MEMORY_LIMIT_H
#define POLICY_ADMIT_MEMORY_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory_facts.h"
#include "model/config/config_recovery.h"
#include "model/admission.h"

#define MEMORY_REASON_SIZE 128

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
