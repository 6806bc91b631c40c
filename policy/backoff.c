/*
 * backoff - exponential waits between attempts: see backoff.h
 */
#include "policy/backoff.h"

int64_t backoff_next(int64_t wait_ms, int64_t max_ms)
{
	return wait_ms > max_ms / 2 ? max_ms : wait_ms * 2;
}

int64_t backoff_wait(int64_t first_ms, int64_t max_ms, int64_t failures)
{
	int64_t wait_ms = first_ms < max_ms ? first_ms : max_ms;

	if (failures <= 0 || wait_ms <= 0)
		return 0;
	for (int64_t i = 1; i < failures && wait_ms < max_ms; i++)
		wait_ms = backoff_next(wait_ms, max_ms);
	return wait_ms;
}

int64_t backoff_full_jitter(int64_t wait_ms, uint64_t chance)
{
	return wait_ms > 0 ? (int64_t)(chance % ((uint64_t)wait_ms + 1)) : 0;
}

int64_t backoff_half_jitter(int64_t wait_ms, uint64_t chance)
{
	return wait_ms / 2 + backoff_full_jitter(wait_ms / 2, chance);
}
