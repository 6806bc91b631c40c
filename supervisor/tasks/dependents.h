/*
 * dependents - tasks that come after another one
 */
#ifndef SUPERVISOR_TASKS_DEPENDENTS_H
#define SUPERVISOR_TASKS_DEPENDENTS_H

#include "supervisor/core/turn.h"

/* EVENT_TASK_CHANGED: those that came after `task` alone, which is completed,
 * are ready. */
void dependents_release(struct turn *turn, const struct task *task);

#endif
