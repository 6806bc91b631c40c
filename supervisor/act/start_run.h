/*
 * start_run - the dispatcher at work, in a worker
 *
 * Takes a copy of the task, lets dispatcher/dispatch.h do what may take long,
 * and reports back as STEP_DISPATCHED or STEP_DISPATCH_FAILED.
 */
#ifndef SUPERVISOR_ACT_START_RUN_H
#define SUPERVISOR_ACT_START_RUN_H

#include "supervisor/daemon.h"

/* The task's newest run is to be dispatched, once the step is saved. */
void dispatch_soon(struct daemon *daemon, int64_t task);

/*
 * Starts the workers of all those. Called before the store is flushed: they
 * prepare their runs while it commits, and start them when it has. A failure
 * to even begin is a failed dispatch.
 */
void dispatch_all(struct daemon *daemon);

#endif
