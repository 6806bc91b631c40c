/*
 * checkpoint_take - take what an agent has left as its checkpoint
 *
 * Called when its file has changed, and as its run ends: of two changes on
 * disk the later one may be heard of first.
 */
#ifndef SUPERVISOR_SENSE_CHECKPOINT_TAKE_H
#define SUPERVISOR_SENSE_CHECKPOINT_TAKE_H

#include "model/task.h"
#include "supervisor/daemon.h"

/*
 * Keeps a durable copy of a valid one, and says so when it is news. False when
 * there is none, or none that can be read: that is said too, and the last good
 * copy stays.
 */
bool checkpoint_take(struct daemon *daemon, const struct task *task);

#endif
