/*
 * publish_check - whether the work of a task can be published
 */
#ifndef DISPATCHER_PUBLISH_CHECK_H
#define DISPATCHER_PUBLISH_CHECK_H

#include <stdbool.h>

#include "model/config/config.h"
#include "model/evidence.h"
#include "model/task.h"

/*
 * Everything is committed, the branch has commits beyond its base and is what
 * the worktree has checked out, and there is a remote to push to. False: then
 * `evidence` says why, and only a change of worktree or repository can help.
 */
bool publish_is_ready(const struct config *config, const struct task *task,
	struct evidence_list *evidence);

#endif
