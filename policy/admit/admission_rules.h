/*
 * admission_rules - may a run start now, and if not, why and until when?
 *
 * Pure. Facts in, one answer out; supervisor/admission/ gathers the facts and
 * carries the answer out. The tests have one order, that of the enum: first
 * what no single task can change, the breakers last. A breaker is asked only
 * when nothing else holds the run back, because the answer may make that run
 * its probe, and a probe must start.
 */
#ifndef POLICY_ADMIT_ADMISSION_RULES_H
#define POLICY_ADMIT_ADMISSION_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/admission.h"
#include "model/config/config.h"
#include "policy/admit/breaker.h"
#include "policy/admit/memory_limit.h"

enum admission_code {
	ADMISSION_OPEN = 0, /* nothing holds the run back */
	ADMISSION_DAY_SPENT, /* limits.daily, of all profiles together */
	ADMISSION_LIMITED, /* a limit of the profile's account */
	ADMISSION_MEMORY_SHORT, /* on this machine */
	ADMISSION_PLACES_LOWERED, /* a run of the profile ran out of memory */
	ADMISSION_BREAKER_ALL, /* many runs ended at once */
	ADMISSION_BREAKER_OWN, /* runs of the profile ended alike */
	ADMISSION_CODES
};

/* Both rows of a task: of all profiles, and of its own. */
enum admission_row {
	ROW_ALL,
	ROW_OWN,
	ADMISSION_ROWS
};

struct admission_facts {
	int64_t now_ms; /* wall time */
	const struct admission *own; /* the row of the profile */
	int64_t day_until_ms; /* the day ends then, and its budget is spent;
				 0: it is not */
	const char *day_text; /* what is spent, a clause; NULL: nothing */
	struct memory_facts memory;
	int64_t places; /* that other tasks of the profile take */
};

struct admission_answer {
	enum admission_code code;
	int64_t until_ms; /* wall time to ask again */
	int64_t jitter_ms; /* … and at most that much later, at random */
};

/* All tests but the breakers. True: the run is held back. */
bool admission_holds(struct admission_answer *answer,
	const struct admission_facts *facts, const struct config *config);

/* What one breaker is asked with, and what came of it. */
struct breaker_question {
	struct admission *row; /* changed where a proven probe closes it */
	struct probe_facts probe;
	struct breaker_times times;
	bool closes; /* out: it was open, and closed just now */
	bool needs_probe; /* out: the run is to be its probe */
	bool needs_look; /* out: its cause is to be looked at again, no run
			    tries it; row->breaker.until_ms is when */
};

/*
 * Asks both breakers whether the task may start. True: one of them holds it
 * back, and no row needs a probe. False: those with needs_probe get this run as
 * their probe (breaker_try).
 */
bool admission_breakers_hold(struct admission_answer *answer,
	struct breaker_question questions[ADMISSION_ROWS], int64_t task,
	int64_t now_ms, const struct config *config);

/* Whether anything is shut, asked without a promise: nothing changes. A breaker
 * that would let a probe through is shut. */
bool admission_is_shut_by(const struct admission_facts *facts,
	const struct admission *all, const struct config *config);

/* Until when the limit of the account holds the profile; 0: it does not. */
int64_t admission_limited_until(const struct admission *row, int64_t now_ms);

/* Until when that limit or the breaker holds the profile; 0: neither does,
 * BREAKER_NEVER_MS: until a person says so. */
int64_t admission_shut_until(const struct admission *row, int64_t now_ms);

#define ADMISSION_REASON_SIZE 320

/* The sentence of an answer of admission_holds, for people. */
void admission_answer_text(char reason[ADMISSION_REASON_SIZE],
	const struct admission_answer *answer,
	const struct admission_facts *facts, const struct config *config);

#endif
