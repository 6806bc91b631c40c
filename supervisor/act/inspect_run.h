/*
 * inspect_run - a closer look at an ended run, in a worker
 *
 * What the worktree holds, the verify command, and, of a lost run, the end of
 * what it left running. Reports back as STEP_INSPECTED.
 */
#ifndef SUPERVISOR_ACT_INSPECT_RUN_H
#define SUPERVISOR_ACT_INSPECT_RUN_H

#include "supervisor/daemon.h"

/* The task's newest run, once the step so far is durable. */
void inspect_start(struct daemon *daemon, int64_t task);

#endif
