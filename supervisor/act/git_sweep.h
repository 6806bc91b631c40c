/*
 * git_sweep - end what the git of a dead reeved has left running
 *
 * Its workers died with it, and their git with these; but a filter that git had
 * started (LFS) may wait for ever.
 */
#ifndef SUPERVISOR_ACT_GIT_SWEEP_H
#define SUPERVISOR_ACT_GIT_SWEEP_H

#include "supervisor/daemon.h"

/* In a worker; what our own git has started is left alone. */
void git_sweep(struct daemon *daemon);

#endif
