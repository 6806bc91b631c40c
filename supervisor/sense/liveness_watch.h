/*
 * liveness_watch - look whether a run that goes still lives
 *
 * Its keeper tells when its screen last moved. An interactive agent that says
 * done and is still is ended. Where --idle is set, one that is still in all
 * respects for that long is hung (liveness.h) and is ended as well. What was
 * sampled is kept in memory: a new leader begins anew, so that its start can
 * only delay that.
 */
#ifndef SUPERVISOR_SENSE_LIVENESS_WATCH_H
#define SUPERVISOR_SENSE_LIVENESS_WATCH_H

#include "supervisor/daemon.h"

/* Whether there is anything to look for. */
bool still_is_of_interest(const struct daemon *daemon, const struct task *task,
	const struct run *run);
/* An interactive one whose checkpoint of this run says done. */
bool still_says_done(const struct daemon *daemon, const struct task *task,
	const struct run *run);

/* When to look for the first time, where --idle is set. */
int64_t still_first_look(const struct task *task, const struct run *run);

/* Asks the keeper; what follows sets the task's due time, or ends the run. */
void still_look(struct daemon *daemon, const struct task *task);

/* The run has ended. */
void still_forget(struct daemon *daemon, int64_t task);
void still_close(struct daemon *daemon);

#endif
