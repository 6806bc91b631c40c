/*
 * history - what became of runs, one row a run: see history.h
 */
#include "model/history.h"

#include <stdlib.h>

void history_row_clear(struct history_row *row)
{
	free(row->agent);
	free(row->worktree);
	free(row->profile);
	*row = (struct history_row){ 0 };
}

void history_clear(struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		history_row_clear(&history->items[i]);
	free(history->items);
	*history = (struct history){ 0 };
}

bool history_is_failure(const struct history_row *row)
{
	return row->number && row->judged &&
	       row->verdict != VERDICT_COMPLETED &&
	       row->verdict != VERDICT_STOPPED;
}

bool history_is_wait(const struct history_row *row)
{
	return row->decision == ACTION_PARK &&
	       (row->verdict == VERDICT_RATE_LIMITED ||
		       (row->verdict == VERDICT_TIMED_OUT && row->until_ms));
}
