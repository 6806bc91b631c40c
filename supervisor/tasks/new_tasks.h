/*
 * new_tasks - tasks that were checked become rows: EVENT_NEW_TASKS
 */
#ifndef SUPERVISOR_TASKS_NEW_TASKS_H
#define SUPERVISOR_TASKS_NEW_TASKS_H

#include "supervisor/core/turn.h"

/* Stores all of the event's tasks or none, and answers who asked. Where another
 * task has taken a number or a name meanwhile, they are checked again. */
void new_tasks_store(struct turn *turn, struct event *event);

#endif
