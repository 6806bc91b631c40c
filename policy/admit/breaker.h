/*
 * breaker - a circuit breaker: several agents ended alike, so no more are started
 * until one run shows that the cause is gone
 *
 * Pure: ends, settings and the time in; the new state of the breaker out.
 *
 *	closed		holds nothing back. Opens when enough different agents
 *			of a profile end in the same verdict within a time, and
 *			none succeeds meanwhile
 *	open		nothing starts until its wait is over; then one run
 *			starts, the probe
 *	half-open	only the probe runs. A probe that ends alike opens the
 *			breaker again, for twice as long; one that ends
 *			otherwise by itself, or runs for long enough, closes it
 *
 * A breaker that opens again soon, without a success in between, was not
 * repaired: its wait continues to double, and after a maximum number of openings
 * it waits for a person.
 */
#ifndef POLICY_ADMIT_BREAKER_H
#define POLICY_ADMIT_BREAKER_H

#include <stdbool.h>

#include "model/config/config_recovery.h"
#include "model/admission.h"
#include "model/history.h"
#include "model/task.h"

/* The first wait, the longest, and how long a probe must run. */
struct breaker_times {
	int64_t first_ms, max_ms, close_after_ms;
	int64_t most; /* openings in a row; 0: any number */
};

/* The time of a breaker that waits for a person: no time. */
#define BREAKER_NEVER_MS INT64_C(253370764800000) /* the year 9999 */

struct breaker_times breaker_times_of(const struct breaker_config *config);

/*
 * The number of tasks in `ends` that ended alike: of this profile, in this
 * verdict, since the last success of the profile and since the breaker closed.
 * `alike` (room for as many rows as `ends` has, or NULL) gets the newest row of
 * each.
 */
size_t breaker_count(const struct breaker *breaker, const struct history *ends,
	const char *profile, enum verdict verdict,
	const struct history_row **alike);

void breaker_open(struct breaker *breaker, const struct breaker_times *times,
	int64_t now_ms);

/* When the next probe may start; BREAKER_NEVER_MS: when a person says so. */
int64_t breaker_next(const struct breaker *breaker,
	const struct breaker_times *times, int64_t now_ms);

/* Doubles the next wait, up to the maximum. */
void breaker_wait_longer(
	struct breaker *breaker, const struct breaker_times *times);

/*
 * Whether a closed breaker was repaired, so that the next opening counts from
 * the start: a run has completed since (wait_ms is 0 then), or the longest wait
 * has passed.
 */
bool breaker_was_mended(const struct breaker *breaker,
	const struct breaker_times *times, int64_t now_ms);

/* Closes it: its cause is known to be gone. */
void breaker_over(struct breaker *breaker, int64_t now_ms);

/* What is known of the probe of a half-open breaker. */
struct probe_facts {
	bool goes; /* it is queued, starting or running */
	int64_t started_ms; /* 0: not yet */
};

enum breaker_answer {
	BREAKER_PASS, /* start it */
	BREAKER_HOLD, /* not before until_ms */
	BREAKER_PROBE, /* start it as the probe: breaker_try */
};

/* May this task start a run? Closes the breaker if its probe has run for long
 * enough. */
enum breaker_answer breaker_ask(struct breaker *breaker, int64_t task,
	const struct probe_facts *probe, const struct breaker_times *times,
	int64_t now_ms);

/* Makes this run of this task the probe: half-open. */
void breaker_try(struct breaker *breaker, int64_t task, int64_t run,
	const struct breaker_times *times, int64_t now_ms);

/* What the end of a run says about the breaker's cause. */
enum breaker_end {
	BREAKER_ALIKE, /* it ended as those that opened it */
	BREAKER_OTHERWISE,
	BREAKER_NO_TELLING, /* it was ended from outside: nothing */
};

/* A run has ended. If it was the probe, the breaker closes or opens. */
void breaker_hear(struct breaker *breaker, int64_t task, int64_t run,
	enum breaker_end end, const struct breaker_times *times,
	int64_t now_ms);

/* What an end in `verdict` says about the cause of a profile's breaker. */
enum breaker_end breaker_end_of(
	const struct breaker *breaker, enum verdict verdict);

/* What a person can do about a verdict that several runs ended in: a clause. */
const char *breaker_advice(enum verdict verdict);

#endif
