/*
 * notify - tell people what they should know
 *
 * A notification is stored in the same transaction as what it tells of, so
 * there is one for each change of state, no more and no less. Each delivery is
 * a worker, one at a time by each channel, so that one that hangs holds up
 * nothing else. What fails is tried again after a wait that doubles; what is
 * more than notify.max_per_minute waits and goes out as one digest. An escalation
 * that many may turn out to share waits for notify.settle. A reeved that ends in
 * the middle of a delivery repeats it when it starts again.
 */
#ifndef SUPERVISOR_NOTIFY_NOTIFY_H
#define SUPERVISOR_NOTIFY_NOTIFY_H

#include "supervisor/core/turn.h"
#include "supervisor/core/workers.h"

struct notify;

struct notify *notify_open(struct turn *turn, struct workers *workers);
void notify_close(struct notify *notify); /* accepts NULL */

/* EVENT_TASK_CHANGED: a task has come to a new state. */
void notify_task_changed(struct notify *notify, const struct task *task);

/* EVENT_TELL_PEOPLE: something that is no state of a task. */
void notify_tell_people(struct notify *notify, const struct event *event);

/* Starts the deliveries that are due; all that is stored is durable. */
void notify_deliver(struct notify *notify);

/* Wall time of the next delivery; 0: nothing waits. */
int64_t notify_due_ms(const struct notify *notify);

#endif
