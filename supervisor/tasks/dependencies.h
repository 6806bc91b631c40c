/*
 * dependencies - the tasks that a task comes after
 */
#ifndef SUPERVISOR_TASKS_DEPENDENCIES_H
#define SUPERVISOR_TASKS_DEPENDENCIES_H

#include "supervisor/daemon.h"

/* Whether all of them are completed. */
bool after_is_done(struct daemon *daemon, const struct task *task);

/* For people: on what it waits, and why that may take long. The caller frees
 * it. */
char *after_reason(struct daemon *daemon, const struct task *task);

#endif
