/*
 * breaker - several agents ended alike: start no more until one has shown that
 * it works again
 *
 * Pure: ends, settings and now in; the breaker's new state out. Closed, it
 * holds nothing. It opens when enough different agents of a profile ended in
 * the same verdict within a time and none did its work meanwhile. Then nothing
 * starts until its wait is over; then one run does, the probe (half-open). A
 * probe that ends alike opens it again for twice as long; one that ends
 * otherwise by itself, or runs for long enough, closes it. One that opens again
 * soon, with no success in between, was never mended: it goes on where it was,
 * and its waits with it; after so many times it waits for a person.
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

/* One that has opened more often than that waits for a person. */
#define BREAKER_NEVER_MS INT64_C(253370764800000) /* the year 9999 */

struct breaker_times breaker_times_of(const struct breaker_config *config);

/*
 * The agents of `ends` that ended alike: of this profile, in this verdict,
 * since the last of it that did its work, and since the breaker closed. Counts
 * each task once, by its newest of them; `alike` (as many as `ends` has, or
 * NULL) gets their rows.
 */
size_t breaker_count(const struct breaker *breaker, const struct history *ends,
	const char *profile, enum verdict verdict,
	const struct history_row **alike);

void breaker_open(struct breaker *breaker, const struct breaker_times *times,
	int64_t now_ms);

/* When it is tried next, from now on; BREAKER_NEVER_MS: by a person's word. */
int64_t breaker_next(const struct breaker *breaker,
	const struct breaker_times *times, int64_t now_ms);

/* The next wait is twice as long, up to the longest. */
void breaker_wait_longer(
	struct breaker *breaker, const struct breaker_times *times);

/*
 * Of a closed one: whether to open now is something new, for something has
 * completed since (wait_ms is 0 then), or the longest wait has passed.
 */
bool breaker_was_mended(const struct breaker *breaker,
	const struct breaker_times *times, int64_t now_ms);

/* What had opened it is known to be over: it closes. */
void breaker_over(struct breaker *breaker, int64_t now_ms);

/* What is true of the probe of a half-open one. */
struct probe_facts {
	bool goes; /* it is on its way, or runs */
	int64_t started_ms; /* 0: not yet */
};

enum breaker_answer {
	BREAKER_PASS, /* start it */
	BREAKER_HOLD, /* not before until_ms */
	BREAKER_PROBE, /* start it as the probe: breaker_try */
};

/* May this task start a run? A probe that has run for long enough closes it. */
enum breaker_answer breaker_ask(struct breaker *breaker, int64_t task,
	const struct probe_facts *probe, const struct breaker_times *times,
	int64_t now_ms);

/* This run of this task is the probe. */
void breaker_try(struct breaker *breaker, int64_t task, int64_t run,
	const struct breaker_times *times, int64_t now_ms);

/* What the end of a run says. */
enum breaker_end {
	BREAKER_ALIKE, /* it ended as those that opened it */
	BREAKER_OTHERWISE,
	BREAKER_NO_TELLING, /* it was ended, which says nothing */
};

/* A run has ended: if it was the probe, that decides. */
void breaker_hear(struct breaker *breaker, int64_t task, int64_t run,
	enum breaker_end end, const struct breaker_times *times,
	int64_t now_ms);

/* What an end in `verdict` says to a profile's breaker. */
enum breaker_end breaker_end_of(
	const struct breaker *breaker, enum verdict verdict);

/* What is to be done about a verdict that many ended in. */
const char *breaker_advice(enum verdict verdict);

#endif
