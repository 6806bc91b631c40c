/*
 * publish_work - the last step of a task, in a worker
 *
 * Takes a copy of the task, lets dispatcher/publish.h do it, and reports back
 * as STEP_PUBLISHED.
 */
#ifndef SUPERVISOR_ACT_PUBLISH_WORK_H
#define SUPERVISOR_ACT_PUBLISH_WORK_H

#include "supervisor/daemon.h"

/* The work of the task's newest run, once the step so far is durable. */
void publish_start(struct daemon *daemon, int64_t task);

#endif
