/*
 * live_usage - what runs that go have used so far, as their CLIs tell
 *
 * In memory only: a new leader reads the events of a run from their beginning
 * and knows the same again. sense/run_events.c writes it; the budgets of tasks
 * and of the day read it.
 */
#ifndef SUPERVISOR_CORE_LIVE_USAGE_H
#define SUPERVISOR_CORE_LIVE_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/usage.h"

struct live_usage_row {
	int64_t task, run;
	struct usage usage;
	bool is_total; /* the CLI has told its total: the run is ending */
};

struct live_usage {
	struct live_usage_row *rows;
	size_t count;
};

/* Inserts or replaces the row of a task. */
void live_usage_set(struct live_usage *live, const struct live_usage_row *row);
void live_usage_remove(struct live_usage *live, int64_t task);
/* NULL: nothing is known of this task's run. */
const struct live_usage_row *live_usage_find(
	const struct live_usage *live, int64_t task);
/* Of all runs together. */
struct usage live_usage_sum(const struct live_usage *live);
void live_usage_clear(struct live_usage *live);

#endif
