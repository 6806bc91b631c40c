/*
 * publish_check - whether work can be published as it lies there
 */
#ifndef DISPATCHER_PUBLISH_CHECK_H
#define DISPATCHER_PUBLISH_CHECK_H

#include <stdbool.h>

#include "model/config/config.h"
#include "model/evidence.h"
#include "model/task.h"

/*
 * False when not: then `evidence` says why, and only a change in the worktree
 * or the repository can help.
 */
bool publish_is_ready(const struct config *config, const struct task *task,
	struct evidence_list *evidence);

#endif
