/*
 * dispatching - the dispatcher at work, in a worker
 *
 * Takes a copy of the task, lets dispatcher/dispatch.h do what may take long,
 * and reports back as STEP_DISPATCHED or STEP_DISPATCH_FAILED.
 */
#ifndef SUPERVISOR_DISPATCHING_H
#define SUPERVISOR_DISPATCHING_H

#include "supervisor/daemon.h"

/* The task's newest run. A failure to even begin is a failed dispatch. */
void dispatch_start(struct daemon *daemon, int64_t task);

#endif
