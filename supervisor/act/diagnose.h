/*
 * diagnose - gather what many runs that ended at once have in common
 *
 * Their records, the disks, memory, the network and tmux, in a worker; then
 * common_cause.h names the cause and admission_cause_found hears of it.
 */
#ifndef SUPERVISOR_ACT_DIAGNOSE_H
#define SUPERVISOR_ACT_DIAGNOSE_H

#include "model/admission.h"
#include "supervisor/daemon.h"

/* Begins once all is durable, unless one looks already. */
void mass_look(struct daemon *daemon, const struct breaker *breaker);

/* Called often: notices that the machine has slept since the last time. */
void mass_note_clocks(struct daemon *daemon);

#endif
