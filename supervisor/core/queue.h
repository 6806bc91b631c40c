/*
 * queue - events that wait for their handler
 *
 * First come, first served. Handlers post further events and never call each
 * other, so no handler runs inside another one and no row is changed while
 * somebody holds a copy of it. PLACES_CHANGED is one bit: it comes last, and
 * once, however often it was posted.
 */
#ifndef SUPERVISOR_CORE_QUEUE_H
#define SUPERVISOR_CORE_QUEUE_H

#include "supervisor/core/event.h"

struct queue {
	struct event *items; /* a ring */
	size_t first, count, size;
	bool places_changed;
};

/* Takes over all that `event` owns. */
void queue_post(struct queue *queue, const struct event *event);
void queue_post_places_changed(struct queue *queue);

/* The next one; the caller clears it. False: there is none. */
bool queue_take(struct queue *queue, struct event *event);
bool queue_is_empty(const struct queue *queue);

/* Drops all that wait; who asked is refused with `why`. */
void queue_drop(struct queue *queue, const struct err *why);
void queue_clear(struct queue *queue);

#endif
