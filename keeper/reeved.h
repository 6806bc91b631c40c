/*
 * reeved - whether the supervisor runs, and how it is started again
 *
 * STATE/reeved.sock is there while reeved runs. A reeved that ends in order
 * removes it; a killed one leaves it behind, and nobody listens. STATE/start
 * (the form of a launch) says how reeved is started; STATE/down says that a
 * person took it down, so it stays down.
 */
#ifndef KEEPER_REEVED_H
#define KEEPER_REEVED_H

#include <stdbool.h>
#include <sys/types.h>

enum reeved_state {
	REEVED_RUNS,
	REEVED_STARTED, /* by us, just now or a moment ago */
	REEVED_DOWN, /* taken down, or it cannot be started */
};

/* A non-blocking connection for requests; -1 with errno. */
int reeved_connect(const char *state);

/* True when reeved has ended in order, not by a crash or a kill. */
bool reeved_ended_in_order(const char *state);

/*
 * Starts reeved when it does not run and was not taken down. *child is the pid
 * of a reeved that the keeper has started and not reaped yet (0: none).
 */
enum reeved_state reeved_revive(const char *state, pid_t *child);

#endif
