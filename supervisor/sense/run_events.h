/*
 * run_events - read what a CLI says while its run still goes
 *
 * The events file of each headless run is read as it is written (inotify; only
 * what is new): signs that going on is in vain (fatal_sign.h), and what it has used
 * (spending.h). A new leader reads from the file's start, a piece in each turn
 * of the loop, for what was used counts from there; but what was said long ago
 * is no sign any more.
 */
#ifndef SUPERVISOR_SENSE_RUN_EVENTS_H
#define SUPERVISOR_SENSE_RUN_EVENTS_H

#include "supervisor/daemon.h"
#include "agents/read/usage_count.h"

struct follow;

/* A run that is followed, as those who are told of its events see it. */
struct followed {
	int64_t task, run;
	const struct profile *profile; /* only while they are told */
	struct usage_counter used;
};

int follow_open(struct follow **follow, struct daemon *daemon, struct err *err);
void follow_close(struct follow *follow); /* accepts NULL */

/* Its run goes. Does nothing where there is nothing to read, or where it is
 * followed already. */
void follow_watch(
	struct daemon *daemon, const struct task *task, const struct run *run);
/* It has ended. */
void follow_forget(struct daemon *daemon, int64_t task);

/* What the run of a task that goes has used so far; { 0 }: nothing is known. */
struct usage follow_usage(const struct daemon *daemon, int64_t task);
/* It has told its total, which it does as it ends. */
bool follow_is_ending(const struct daemon *daemon, int64_t task);

#endif
