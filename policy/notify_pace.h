/*
 * notify_pace - how often people are told, and when it is tried again
 *
 * Pure: time and chance are arguments.
 */
#ifndef POLICY_NOTIFY_PACE_H
#define POLICY_NOTIFY_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/config/config_notify.h"

/* What went out by one channel within the last minute. */
struct notify_pace {
	int64_t sent_ms[NOTIFY_MINUTE_MAX]; /* oldest first */
	size_t count;
	bool held; /* some had to wait: they go out as one digest */
};

/*
 * How many of those `waiting` (1 or more) go out now, as one message: one, or
 * all where some were held or there are more than a minute may have. 0: none
 * before *until_ms. `per_minute` is at most NOTIFY_MINUTE_MAX.
 */
size_t notify_pace_take(struct notify_pace *pace, int64_t per_minute,
	size_t waiting, int64_t now_ms, int64_t *until_ms);

/* The wait after `tries` (1 or more) have failed: it doubles, with jitter. */
int64_t notify_retry_wait(
	const struct notify_config *config, int64_t tries, uint64_t chance);

#endif
