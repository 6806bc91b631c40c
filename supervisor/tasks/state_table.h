/*
 * state_table - what may happen to a task, in which state, and what then
 *
 * The life of a task is one table, event × state (state_table.c). A handler is
 * given the turn, a copy of the task's row and the event. It changes the copy,
 * posts events, emits effects, and returns the task's next state; the row is
 * saved here and nowhere else. What is not in the table does nothing.
 */
#ifndef SUPERVISOR_TASKS_STATE_TABLE_H
#define SUPERVISOR_TASKS_STATE_TABLE_H

#include "supervisor/core/turn.h"

/*
 * The next state, or -1 with the reason in err: it was refused, or the store
 * failed, and nothing is saved.
 */
typedef int task_handler(struct turn *turn, struct task *task,
	const struct event *event, struct err *err);

/* NULL: the event means nothing in this state. */
task_handler *state_table_find(enum state state, enum event_kind kind);

/*
 * Loads the task, calls the handler, saves the row, tells of a new state, and
 * answers who asked. An event of a run that is not the newest does nothing.
 */
void state_table_handle(struct turn *turn, struct event *event);

/* For the test of the table: how many rows name this cell. */
int state_table_count(enum state state, enum event_kind kind);

#endif
