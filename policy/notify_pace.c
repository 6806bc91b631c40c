/*
 * notify_pace - how many notifications go out now: see notify_pace.h
 */
#include "policy/notify_pace.h"

#include <string.h>

#include "policy/backoff.h"

#define MINUTE_MS 60000

/* A time in the future is dropped, too: the clock was set back, and waiting for
 * that time could last for hours. */
static void forget_old_sends(struct notify_pace *pace, int64_t now_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < pace->count; i++)
		if (pace->sent_ms[i] <= now_ms &&
			pace->sent_ms[i] > now_ms - MINUTE_MS)
			pace->sent_ms[kept++] = pace->sent_ms[i];
	pace->count = kept;
}

size_t notify_pace_take(struct notify_pace *pace, int64_t per_minute,
	size_t waiting, int64_t now_ms, int64_t *until_ms)
{
	size_t most = (size_t)per_minute;
	size_t take = pace->held || waiting > most ? waiting : 1;

	forget_old_sends(pace, now_ms);
	if (pace->count >= most) {
		pace->held = true;
		*until_ms = pace->sent_ms[pace->count - most] + MINUTE_MS;
		return 0;
	}
	pace->held = false;
	pace->sent_ms[pace->count++] = now_ms;
	return take;
}

int64_t notify_retry_wait(
	const struct notify_config *config, int64_t tries, uint64_t chance)
{
	return backoff_half_jitter(backoff_wait(config->retry_first_ms,
					   config->retry_max_ms, tries),
		chance);
}
