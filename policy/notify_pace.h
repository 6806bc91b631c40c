/*
 * notify_pace - how many notifications go out now, and when a failed one is
 * repeated
 *
 * Pure: time and chance are arguments.
 */
#ifndef POLICY_NOTIFY_PACE_H
#define POLICY_NOTIFY_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/config/config_notify.h"

/* What one channel sent within the last minute. */
struct notify_pace {
	int64_t sent_ms[NOTIFY_MINUTE_MAX]; /* oldest first */
	size_t count;
	bool held; /* some had to wait: they are sent as one digest */
};

/*
 * How many of the `waiting` ones (1 or more) are sent now, as one message: one;
 * or all, if some were held or a minute has no room for all. 0: none before
 * *until_ms. `per_minute` is at most NOTIFY_MINUTE_MAX.
 */
size_t notify_pace_take(struct notify_pace *pace, int64_t per_minute,
	size_t waiting, int64_t now_ms, int64_t *until_ms);

/* The wait after `tries` failed ones (1 or more): it doubles, with jitter. */
int64_t notify_retry_wait(
	const struct notify_config *config, int64_t tries, uint64_t chance);

#endif
