/*
 * leader - the death of reeved is noticed
 *
 * Each command names the leader's process. Its pidfd is in the epoll set, so
 * the leader's death wakes the keeper, and its life costs nothing. A reeved
 * that was killed is started again (reeved.h), because runs have time limits
 * and other tasks are queued. The new reeved sends a command to every keeper;
 * without one for 3 s the keeper checks again, at most 10 times, because the
 * new reeved may have been killed too.
 *
 * reeved also says when the next run of this agent is due. When that run is 2 s
 * late, the keeper checks whether reeved runs.
 */
#ifndef KEEPER_LEADER_H
#define KEEPER_LEADER_H

#include <stdint.h>
#include <sys/types.h>

#include "keeper/watch.h"

struct keeper;

struct leader {
	struct watch process; /* a pidfd */
	pid_t pid; /* 0: none is known */
	int64_t check_boot_ms; /* no command until then: check; 0: never */
	int checks_left;
	int64_t run_late_boot_ms; /* no run until then: check; 0: never */
};

/* A command has come from the leader `pid`; 0 or less: it did not say. */
void leader_seen(struct keeper *keeper, pid_t pid);

/* The process of the leader has ended. */
void leader_died(struct keeper *keeper);

/* The next run is due at this wall time; 0: none will come. */
void leader_expect_run(struct keeper *keeper, int64_t due_ms);

/* Carries out the checks that are due. */
void leader_step(struct keeper *keeper, int64_t now_boot_ms);

#endif
