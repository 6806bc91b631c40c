/*
 * checkpoint_copy - the durable copy of what an agent leaves as its checkpoint
 *
 * STATE/checkpoints/NAME.json: what recovery reads when /tmp is empty after a
 * reboot. Taken when the agent's file has changed, and when its run ends: of two
 * changes on disk the later one may be told first.
 */
#ifndef SUPERVISOR_CORE_CHECKPOINT_COPY_H
#define SUPERVISOR_CORE_CHECKPOINT_COPY_H

#include "model/run.h"
#include "supervisor/core/turn.h"

/*
 * Copies a valid one, and says so in the journal when it is news. False when
 * there is none, or none that can be read: that is said too, and the last good
 * copy stays.
 */
bool checkpoint_copy(struct turn *turn, const struct task *task);

/* Whether an interactive agent's checkpoint of this run says done. */
bool checkpoint_says_done(const struct host *host, const struct task *task,
	const struct run *run);

#endif
