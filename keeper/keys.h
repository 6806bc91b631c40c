/*
 * keys - what a person may press in the pane while no run is active
 *
 * r (resume), h (hold) and s (stop), where the last note of reeved has offered
 * them. The keeper decides nothing: it sends reeved the same request as the
 * command line does, and does not wait for the answer. Other keys do nothing.
 */
#ifndef KEEPER_KEYS_H
#define KEEPER_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "keeper/watch.h"

struct keeper;

struct keys {
	bool offered;
	struct watch request; /* the connection of the last request */
	int64_t timeout_boot_ms; /* of its answer; 0: there is no request */
};

/* Reads keys from the pane once; false when the pane has hung up. */
bool keys_read(struct keeper *keeper);

/* Reads reeved's answer away, and closes the connection at its end. */
void keys_answered(struct keeper *keeper);

/* Closes the connection when its answer is overdue. */
void keys_step(struct keeper *keeper, int64_t now_boot_ms);

#endif
