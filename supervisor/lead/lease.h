/*
 * lease - the right to lead this state directory, with an epoch that only grows
 *
 * Four files below STATE: start.lock makes starts wait for each other until
 * one of them listens; reeved.lock is held by the leader for life;
 * workers.lock is shared by the leader's workers, so that a new leader can
 * wait for those of a dead one; `epoch` holds the number once more, outside of
 * the database, so that a database that went back in time is noticed.
 */
#ifndef SUPERVISOR_LEAD_LEASE_H
#define SUPERVISOR_LEAD_LEASE_H

#include <stdbool.h>

#include "store/store.h"
#include "supervisor/core/host.h"

/* Waits for its turn to start; close the descriptor once we listen. */
int lease_queue(const char *state, struct err *err);

/*
 * Takes the leader's lock: 0 with it in *lock, 1 when another leads and answers,
 * -1 on failure. `wait`: stand by until it is free.
 */
int lease_take(const char *state, bool wait, int *lock, struct err *err);

/*
 * The epoch after every one that was ever used here, stored in both places
 * and set in host->epoch. A store that knows less than the file is told in
 * host->problems.
 */
int lease_raise_epoch(struct host *host, struct store *store, struct err *err);

#endif
