/*
 * queue_order - which queued task begins now
 */
#ifndef SUPERVISOR_TASKS_QUEUE_ORDER_H
#define SUPERVISOR_TASKS_QUEUE_ORDER_H

#include "supervisor/core/turn.h"

/*
 * EVENT_PLACES_CHANGED: offers the free places of max_agents, in total and of
 * each profile, to queued tasks in the queue's order (EVENT_PLACE_FREE). Admission
 * may still hold one of them back; then its place is offered again.
 */
void queue_fill_places(struct turn *turn);

#endif
