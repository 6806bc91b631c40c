/*
 * admission - may a run be started now, and what an end means for others
 *
 * All that holds the start of a run back is asked here: the day's budget, a
 * limit of the account, a breaker of the profile or of all, memory, and how many
 * of a profile may run since one ran out of memory. A task that is held back has
 * a due time and asks again then; a breaker that closes lets it ask earlier. The
 * rules are pure (policy/admit/); here are the rows of the store, the journal,
 * and events for the tasks concerned.
 */
#ifndef SUPERVISOR_ADMISSION_ADMISSION_H
#define SUPERVISOR_ADMISSION_ADMISSION_H

#include "model/admission.h"
#include "model/run.h"
#include "policy/admit/admission_rules.h"
#include "policy/admit/breaker.h"
#include "supervisor/core/turn.h"

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
void admission_on_end(struct turn *turn, const struct task *task,
	const struct run *run, struct admission_end *end);

/*
 * The task, which is queued, is about to start a run. False: it is held back, and
 * its due time and reason say until when and why.
 */
bool admission_admits(struct turn *turn, struct task *task);

/* The same asked without a promise: nothing changes. */
bool admission_is_shut(struct turn *turn, const struct task *task);

/*
 * The wait of the task, which is parked, is over. True: the breaker it waits
 * behind holds it for longer, with a new due time. Else it may be the probe.
 */
bool admission_keeps(struct turn *turn, struct task *task);

/* Nothing of the profile starts until then: a limit of its account. */
void admission_limit(struct turn *turn, const char *profile, int64_t until_ms);

/* A person wants this task to go on now: no limit holds, and where a breaker
 * does, it is the probe. */
void admission_lift(struct turn *turn, const struct task *task);

/* Whether its account's limit lasts. */
bool admission_is_limited(struct turn *turn, const char *profile);

/* Until when a limit or its breaker holds the profile back; 0: neither does,
 * BREAKER_NEVER_MS: until a person says so. */
int64_t admission_opens_ms(struct turn *turn, const char *profile);

/* Whether a parked task waits behind a breaker, and stands for it in reviews. */
bool admission_is_behind(struct turn *turn, const struct task *task);
bool admission_speaks(struct turn *turn, const struct task *task);

/* What is shut now, as an array for `doctor` and `metrics`. */
cJSON *admission_write_shut(struct turn *turn);

/* Shared by the files of admission/. */
struct breaker_times admission_times(
	const struct turn *turn, const struct admission *admission);
bool admission_get(
	struct turn *turn, const char *profile, struct admission *admission);
void admission_save(struct turn *turn, const struct admission *admission);
/* Its breaker has opened or closed: an event, with the agents if any. */
void admission_journal(struct turn *turn, const struct admission *admission,
	const struct argv *agents);
/* The tasks that it held ask again, each at a moment within `jitter_ms`; but not
 * the one that is just being handled. 0: all of them. */
void admission_wake(struct turn *turn, const struct admission *admission,
	int64_t at_ms, int64_t jitter_ms, int64_t but_task);
/* "6 of 6 runs ended at once (…)", as many as there are by now, and counts them;
 * NULL: nothing more is known. The caller frees it. */
char *admission_describe_mass(struct turn *turn, struct breaker *breaker);
/* What many ends at once have in common is looked for. */
void admission_diagnose(struct turn *turn, const struct breaker *breaker);
/* Its breaker has just closed: all carry on, staggered. */
void admission_closed(
	struct turn *turn, const struct admission *admission, int64_t but_task);
/* Whether the day's budget is spent, which no person's word to a task lifts;
 * `reason` says so. */
bool admission_is_day_spent(
	struct turn *turn, char reason[ADMISSION_REASON_SIZE]);
/* Which breaker it is, for those that wait behind it. */
enum reason_code admission_reason_code(const struct admission *admission);
/* "the breaker of profile 'x' is open: …", until when. */
void admission_explain(
	char reason[ADMISSION_REASON_SIZE], const struct admission *admission);
/* How what people are told of it ends; empty where it is tried again. */
const char *admission_ending(const struct admission *admission);

#endif
