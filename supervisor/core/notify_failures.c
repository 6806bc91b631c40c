/*
 * notify_failures - what people were not told, for `doctor`: see
 * notify_failures.h
 *
 * A person who waits for a notification does not look elsewhere, so a channel that
 * does not work is told as a problem too.
 */
#include "supervisor/core/notify_failures.h"

#include "base/log.h"

bool notify_failures(struct store *store, int64_t now_ms, struct err *problem)
{
	struct notification newest = NOTIFICATION_INIT;
	struct err err = ERR_INIT;
	int64_t count = 0;

	if (store_count_failed_notifications(store,
		    now_ms - NOTIFICATION_FAILED_KEPT_MS, &count, &newest,
		    &err) < 0)
		log_err(&err);
	if (count) {
		err_set(problem, EXIT_NO,
			"notifications were given up within a day: %lld, the "
			"newest by %s: %s",
			(long long)count, notify_channel_name(newest.channel),
			newest.failure);
		err_hint(problem,
			"put the config's notify.* right; reeve events has "
			"each as notify_failed");
	}
	notification_clear(&newest);
	return count > 0;
}
