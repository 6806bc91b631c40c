/*
 * notify_failures - what people were not told, for `doctor`: see
 * notify_failures.h
 *
 * Whoever waits for a notification does not look elsewhere: that none can be
 * delivered is not to be found in the events alone.
 */
#include "supervisor/notify/notify_failures.h"

#include "base/json.h"
#include "base/log.h"

#define DAY_MS      INT64_C(86400000)
#define COUNTED_MAX 1000

bool notify_failures(struct store *store, int64_t now_ms, struct err *problem)
{
	struct journal_list events = { 0 };
	struct err err = ERR_INIT;
	const cJSON *last;
	bool found;

	if (store_list_kind_journal(store, JOURNAL_NOTIFY_FAILED,
		    now_ms - DAY_MS, COUNTED_MAX, &events, &err) < 0)
		log_err(&err);
	found = events.count > 0;
	if (found) {
		last = events.items[events.count - 1].data;
		err_set(problem, EXIT_NO,
			"notifications were given up within a day: %zu%s, the "
			"newest by %s: %s",
			events.count, events.count == COUNTED_MAX ? "+" : "",
			json_text(last, "channel"), json_text(last, "why"));
		err_hint(problem,
			"put the config's notify.* right; reeve events has "
			"each as notify_failed");
	}
	journal_list_clear(&events);
	return found;
}
