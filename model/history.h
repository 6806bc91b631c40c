/*
 * history - what became of runs, one row a run: for figures
 *
 * Lean on purpose: a question about thousands of runs reads no prompts and no
 * evidence. A task that has had no run has one row with number 0.
 */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/decision.h"
#include "model/state.h"
#include "model/usage.h"
#include "model/verdict.h"

struct history_row {
	/* The task, the same in all of its rows. */
	int64_t task;
	char *agent;
	char *worktree; /* NULL: it was not accepted yet */
	enum state state;
	int64_t at_rest_ms; /* wall time; 0: it is not at rest */
	bool files_known;
	int64_t files; /* changed against its base */

	/* The run. */
	int64_t number; /* 0: there is none */
	char *profile; /* NULL: there is none */
	bool by_keyboard; /* somebody typed a key that ended it */
	int64_t started_ms; /* 0: it never came to be */
	int64_t ended_ms; /* 0: it goes on */
	bool judged; /* verdict and decision are made */
	enum verdict verdict;
	enum action decision;
	int64_t until_ms; /* the limit that ended it lasts until then; 0: it
			     did not say */
	struct usage usage; /* as far as its CLI says */
	/* Its tries to publish; 0: there was none that ended so. */
	int64_t unpublished_ms; /* the first that failed has ended */
	int64_t published_ms; /* the one that did not has ended */
};

struct history {
	struct history_row *items; /* by task, then by number of the run */
	size_t count;
};

void history_clear(struct history *history);
void history_row_clear(struct history_row *row);

/* One that went wrong: judged, not completed, and nobody had asked for it. */
bool history_is_failure(const struct history_row *row);

/*
 * One that went wrong by nobody's fault: its account's limit or the day's
 * budget was waited for. What waits behind a breaker is none.
 */
bool history_is_wait(const struct history_row *row);

#endif
