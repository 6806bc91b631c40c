/*
 * metrics - success, recovery and cost of the tasks in a period
 *
 * Pure: rows in, figures out; time is an argument. A task belongs to the period
 * if it is not at rest, or came to rest in it; a run if it ended in it.
 *
 * A run went wrong if its verdict is neither `completed` nor `stopped`. A task
 * that a person ended (stopped, held) is neither a success nor a failure. Time
 * spent waiting for a person, a limit or a breaker is no time to recover. A run
 * that waited for a limit (of its account, of the day) counts among the reasons
 * but not against its task; a run that was parked behind a breaker, or by a mass
 * failure, counts against it.
 */
#ifndef POLICY_METRICS_H
#define POLICY_METRICS_H

#include "base/argv.h"
#include "model/history.h"

/* A task with at least that many changed files is complex. */
#define METRICS_COMPLEX_FILES 5

enum task_size {
	SIZE_UNKNOWN = 0, /* its files were not counted */
	SIZE_SIMPLE,
	SIZE_COMPLEX,
	TASK_SIZES
};

/* `good` of `all`. */
struct share {
	int64_t all, good;
};

/* One verdict of runs that went wrong. */
struct failure_reason {
	enum verdict verdict;
	int64_t count;
	struct argv agents; /* whose, each once; as many as were kept */
};

/* A task that did not go smoothly. */
struct rough_task {
	int64_t task;
	const char *agent; /* of the history, which must stand */
	enum state state;
	enum verdict verdict; /* of the last run that went wrong */
	int64_t runs, failures;
	bool recovery_used; /* reeve started another run after one */
	bool after_recovery; /* … and it went wrong as well */
};

/* What the runs of one task have used. */
struct spender {
	int64_t task;
	const char *agent; /* of the history */
	struct usage usage;
};

struct metrics {
	int64_t tasks;
	int64_t by_state[STATES];
	/* Completed without a run that went wrong; all: ended by itself. */
	struct share first_try[TASK_SIZES];
	/* Of the tasks with a run that went wrong: all are at rest. */
	struct share recovery;
	int64_t recovering; /* … those that are not at rest yet */
	/* From the end of a run to the first instruction of the next one; of
	 * publishing, from the first try that failed to the one that did not. */
	int64_t recoveries, mean_ms, p95_ms;
	int64_t failures; /* runs that went wrong */
	struct failure_reason reasons[VERDICTS]; /* the most frequent first */
	size_t reason_count;
	/* Runs that reeve started to recover, and that went wrong. */
	int64_t failures_after_recovery;
	struct usage usage; /* of all runs that ended in the period */
	struct spender *spenders; /* the most expensive first */
	size_t spender_count;
	struct rough_task *rough; /* by number */
	size_t rough_count;
};

/* From `since_ms` (0: from the beginning) on. The caller clears it. */
void metrics_compute(struct metrics *metrics, const struct history *history,
	int64_t since_ms);
void metrics_clear(struct metrics *metrics);

/* -1 where there is nothing to measure; in tenths of a percent. */
int64_t share_permille(struct share share);

#endif
