/*
 * live_usage - what runs that go have used so far: see live_usage.h
 */
#include "supervisor/core/live_usage.h"

#include <stdlib.h>

#include "base/mem.h"

const struct live_usage_row *live_usage_find(
	const struct live_usage *live, int64_t task)
{
	for (size_t i = 0; i < live->count; i++)
		if (live->rows[i].task == task)
			return &live->rows[i];
	return NULL;
}

void live_usage_set(struct live_usage *live, const struct live_usage_row *row)
{
	for (size_t i = 0; i < live->count; i++)
		if (live->rows[i].task == row->task) {
			live->rows[i] = *row;
			return;
		}
	live->rows =
		mem_grow(live->rows, (live->count + 1) * sizeof(*live->rows));
	live->rows[live->count++] = *row;
}

void live_usage_remove(struct live_usage *live, int64_t task)
{
	for (size_t i = 0; i < live->count; i++)
		if (live->rows[i].task == task) {
			live->rows[i] = live->rows[--live->count];
			return;
		}
}

struct usage live_usage_sum(const struct live_usage *live)
{
	struct usage sum = { 0 };

	for (size_t i = 0; i < live->count; i++)
		usage_add(&sum, &live->rows[i].usage);
	return sum;
}

void live_usage_clear(struct live_usage *live)
{
	free(live->rows);
	*live = (struct live_usage){ 0 };
}
