/*
 * mass_look - gather what many runs that ended at once have in common
 *
 * Their records, the disks, memory, the network and tmux, in a worker; then
 * mass.h names the cause and gate_found hears of it.
 */
#ifndef SUPERVISOR_MASS_LOOK_H
#define SUPERVISOR_MASS_LOOK_H

#include "model/gate.h"
#include "supervisor/daemon.h"

/* Begins once all is durable, unless one looks already. */
void mass_look(struct daemon *daemon, const struct breaker *breaker);

/* Called often: notices that the machine has slept since the last time. */
void mass_note_clocks(struct daemon *daemon);

#endif
