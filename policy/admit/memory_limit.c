/*
 * memory_limit - is there enough memory to start another agent? See
 * memory_limit.h
 */
#include "policy/admit/memory_limit.h"

#include <stdio.h>

bool memory_is_short(char reason[MEMORY_REASON_SIZE],
	const struct memory_facts *facts, const struct memory_config *config)
{
	if (config->pressure_percent &&
		facts->pressure_hundredths > config->pressure_percent * 100) {
		snprintf(reason, MEMORY_REASON_SIZE,
			"memory is short: processes wait for it %lld.%02lld %% "
			"of the time, more than %lld %%",
			(long long)facts->pressure_hundredths / 100,
			(long long)facts->pressure_hundredths % 100,
			(long long)config->pressure_percent);
		return true;
	}
	if (config->available_bytes && facts->available >= 0 &&
		facts->available < config->available_bytes) {
		snprintf(reason, MEMORY_REASON_SIZE,
			"memory is short: %lld MiB are left, less than %lld "
			"MiB",
			(long long)facts->available >> 20,
			(long long)config->available_bytes >> 20);
		return true;
	}
	return false;
}

int64_t memory_most(
	const struct admission *admission, int64_t stable_ms, int64_t now_ms)
{
	int64_t most;

	if (!admission->most || stable_ms <= 0)
		return 0;
	most = admission->most;
	if (now_ms > admission->most_ms)
		most += (now_ms - admission->most_ms) / stable_ms;
	return most < admission->most_of ? most : 0;
}

int64_t memory_raised_at(
	const struct admission *admission, int64_t stable_ms, int64_t now_ms)
{
	int64_t most = memory_most(admission, stable_ms, now_ms);

	return most ? admission->most_ms +
			       (most - admission->most + 1) * stable_ms
		    : 0;
}

void memory_lower(struct admission *admission, int64_t running,
	int64_t stable_ms, int64_t now_ms)
{
	int64_t most = memory_most(admission, stable_ms, now_ms);

	/* Nothing is left of an older one, or it is as low as that. */
	if (!most || running > admission->most_of)
		admission->most_of = running > 1 ? running : 2;
	admission->most = running > 1 ? running - 1 : 1;
	if (most && most < admission->most)
		admission->most = most;
	admission->most_ms = now_ms;
}
