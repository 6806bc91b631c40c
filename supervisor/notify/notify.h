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

#include "supervisor/daemon.h"

struct notify;

struct notify *notify_open(void);
void notify_close(struct notify *notify); /* accepts NULL */

/* A task has come to a new state. */
void notify_changed(struct daemon *daemon, const struct task *task);

/* Something that is no state of a task; `task` and `reason` may be NULL. */
void notify_event(struct daemon *daemon, enum notify_event event,
	const struct task *task, const char *reason);

/* Something is to be delivered then. */
void notify_expect(struct daemon *daemon, int64_t due_ms);

/* Starts what is due; all that is stored must be durable. */
void notify_deliver(struct daemon *daemon);

/* Wall time of the next delivery; 0: nothing waits. */
int64_t notify_due(const struct daemon *daemon);

#endif
