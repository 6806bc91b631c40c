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
#include "policy/admit/breaker.h"
#include "supervisor/tasks/state_table.h"

#define GATE_REASON_SIZE 320

/* The end of a run, beyond itself. */
struct gate_end {
	bool behind; /* it waits behind a breaker */
	int64_t until_ms; /* … until then at least */
	int64_t settle_ms; /* others may be ending with it: wait for so long */
	char reason[GATE_REASON_SIZE]; /* of `behind` */
};

/*
 * A run is judged and its row saved. Opens and closes breakers, tells people of
 * one that opens, and puts those behind it that ended alike before.
 */
void gate_hear(struct step *step, const struct run *run, struct gate_end *end);

/*
 * step->task, which is queued, is about to start a run. False: it is held back,
 * and its due time and reason say until when and why.
 */
bool gate_admits(struct step *step);

/* The same asked without a promise: nothing changes. */
bool gate_is_shut(struct daemon *daemon, const struct task *task);

/*
 * The wait of step->task, which is parked, is over. True: the breaker it waits
 * behind holds it for longer, with a new due time. Else it may be the probe.
 */
bool gate_keeps(struct step *step);

/* Nothing of the profile starts until then: a limit of its account. */
void gate_limit(struct daemon *daemon, const char *profile, int64_t until_ms);

/* A person wants this task to go on now: no limit holds, and where a breaker
 * does, it is the probe. */
void gate_fixed(struct daemon *daemon, const struct task *task);

/* Whether its account's limit lasts. */
bool gate_is_limited(struct daemon *daemon, const char *profile);

/* Until when a limit or its breaker holds the profile back; 0: neither does,
 * BREAKER_NEVER_MS: until a person says so. */
int64_t gate_opens(struct daemon *daemon, const char *profile);

/* Whether a parked task waits behind a breaker, and stands for it in reviews. */
bool gate_is_behind(struct daemon *daemon, const struct task *task);
bool gate_speaks(struct daemon *daemon, const struct task *task);

/* What is shut now, as an array for `doctor` and `metrics`. */
cJSON *gate_write_shut(struct daemon *daemon);

/* Why many ended at once has been looked for; the answer of diagnose.h, NULL:
 * it could not be. */
void gate_found(struct daemon *daemon, const cJSON *answer);

/* After a start: what the last leader had begun to look for. */
void gate_go_on(struct daemon *daemon);

/* Shared by the files of the gate. */
struct breaker_times gate_times(
	const struct daemon *daemon, const struct gate *gate);
bool gate_get(struct daemon *daemon, const char *profile, struct gate *gate);
void gate_save(struct daemon *daemon, const struct gate *gate);
/* Its breaker has opened or closed: an event, with the agents if any. */
void gate_journal(struct daemon *daemon, const struct gate *gate,
	const struct argv *agents);
/* Whoever it held asks again, at a moment within `jitter_ms`. */
void gate_wake(struct daemon *daemon, const struct gate *gate, int64_t at_ms,
	int64_t jitter_ms);
/* "6 of 6 runs ended at once (…)", as many as there are by now, and counts them;
 * NULL: nothing more is known. The caller frees it. */
char *gate_describe_mass(struct daemon *daemon, struct breaker *breaker);
/* Its breaker has just closed: all carry on, staggered. */
void gate_closed(struct daemon *daemon, const struct gate *gate);
/* How many places its tasks take, but for this one; profile NULL: all. */
int64_t gate_count_places(
	struct daemon *daemon, const char *profile, int64_t but_task);
/* Whether the day's budget is spent, which no person's word to a task lifts;
 * `reason` says so. */
bool gate_is_day_spent(struct daemon *daemon, char reason[GATE_REASON_SIZE]);
/* "the breaker of profile 'x' is open: …", until when. */
void gate_explain(char reason[GATE_REASON_SIZE], const struct gate *gate);
/* How what people are told of it ends; empty where it is tried again. */
const char *gate_ending(const struct gate *gate);

#endif
