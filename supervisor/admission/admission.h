/*
 * admission - may a run be started now, and what an end means for others
 *
 * All that holds starts back is asked here: the day's budget, a limit of the
 * account, a breaker of the profile or of all, memory, and how many of a profile
 * may run since one ran out of memory. What is held back waits with a due time
 * and asks again; a gate that opens wakes it earlier. A breaker's logic is pure (breaker.h,
 * common_cause.h, memory_limit.h); here are the store and the tasks.
 */
#ifndef SUPERVISOR_ADMISSION_ADMISSION_H
#define SUPERVISOR_ADMISSION_ADMISSION_H

#include "model/admission.h"
#include "model/run.h"
#include "policy/admit/admission_rules.h"
#include "policy/admit/breaker.h"
#include "supervisor/tasks/state_table.h"

/* The end of a run, beyond itself. */
struct admission_end {
	bool behind; /* it waits behind a breaker */
	int64_t until_ms; /* … until then at least */
	int64_t settle_ms; /* others may be ending with it: wait for so long */
	enum reason_code reason_code; /* of `behind` */
	char reason[ADMISSION_REASON_SIZE];
};

/*
 * A run is judged and its row saved. Opens and closes breakers, tells people of
 * one that opens, and puts those behind it that ended alike before.
 */
void admission_on_end(
	struct step *step, const struct run *run, struct admission_end *end);

/*
 * step->task, which is queued, is about to start a run. False: it is held back,
 * and its due time and reason say until when and why.
 */
bool admission_admits(struct step *step);

/* The same asked without a promise: nothing changes. */
bool admission_is_shut(struct daemon *daemon, const struct task *task);

/*
 * The wait of step->task, which is parked, is over. True: the breaker it waits
 * behind holds it for longer, with a new due time. Else it may be the probe.
 */
bool admission_keeps(struct step *step);

/* Nothing of the profile starts until then: a limit of its account. */
void admission_limit(
	struct daemon *daemon, const char *profile, int64_t until_ms);

/* A person wants this task to go on now: no limit holds, and where a breaker
 * does, it is the probe. */
void admission_lift(struct daemon *daemon, const struct task *task);

/* Whether its account's limit lasts. */
bool admission_is_limited(struct daemon *daemon, const char *profile);

/* Until when a limit or its breaker holds the profile back; 0: neither does,
 * BREAKER_NEVER_MS: until a person says so. */
int64_t admission_opens_ms(struct daemon *daemon, const char *profile);

/* Whether a parked task waits behind a breaker, and stands for it in reviews. */
bool admission_is_behind(struct daemon *daemon, const struct task *task);
bool admission_speaks(struct daemon *daemon, const struct task *task);

/* What is shut now, as an array for `doctor` and `metrics`. */
cJSON *admission_write_shut(struct daemon *daemon);

/* Why many ended at once has been looked for; the answer of diagnose.h, NULL:
 * it could not be. */
void admission_cause_found(struct daemon *daemon, const cJSON *answer);

/* After a start: what the last leader had begun to look for. */
void admission_diagnose_again(struct daemon *daemon);

/* Shared by the files of the admission. */
struct breaker_times admission_times(
	const struct daemon *daemon, const struct admission *admission);
bool admission_get(struct daemon *daemon, const char *profile,
	struct admission *admission);
void admission_save(struct daemon *daemon, const struct admission *admission);
/* Its breaker has opened or closed: an event, with the agents if any. */
void admission_journal(struct daemon *daemon, const struct admission *admission,
	const struct argv *agents);
/* Whoever it held asks again, at a moment within `jitter_ms`. */
void admission_wake(struct daemon *daemon, const struct admission *admission,
	int64_t at_ms, int64_t jitter_ms);
/* "6 of 6 runs ended at once (…)", as many as there are by now, and counts them;
 * NULL: nothing more is known. The caller frees it. */
char *admission_describe_mass(struct daemon *daemon, struct breaker *breaker);
/* Its breaker has just closed: all carry on, staggered. */
void admission_closed(struct daemon *daemon, const struct admission *admission);
/* How many places its tasks take, but for this one; profile NULL: all. */
int64_t admission_count_places(
	struct daemon *daemon, const char *profile, int64_t but_task);
/* Whether the day's budget is spent, which no person's word to a task lifts;
 * `reason` says so. */
bool admission_is_day_spent(
	struct daemon *daemon, char reason[ADMISSION_REASON_SIZE]);
/* Which breaker it is, for those that wait behind it. */
enum reason_code admission_reason_code(const struct admission *admission);
/* "the breaker of profile 'x' is open: …", until when. */
void admission_explain(
	char reason[ADMISSION_REASON_SIZE], const struct admission *admission);
/* How what people are told of it ends; empty where it is tried again. */
const char *admission_ending(const struct admission *admission);

#endif
