/*
 * queue_order - which queued task begins now
 *
 * Called whenever a place may have become free: starts as many as fit into
 * max_agents, in total and of each profile, in the queue's order.
 */
#ifndef SUPERVISOR_TASKS_QUEUE_ORDER_H
#define SUPERVISOR_TASKS_QUEUE_ORDER_H

#include "supervisor/daemon.h"

void schedule(struct daemon *daemon);

/* Whether a task in this state has one of the places. */
bool schedule_takes_place(enum state state);

/* Sets the timer for the next due_ms; then every task that is due is stepped. */
void schedule_due(struct daemon *daemon);

/* What cannot be done now (a full disk, no descriptor or process left) is begun
 * again from what is on disk and in the store, a little later. */
void schedule_retry(struct daemon *daemon);

#endif
