/*
 * publish - push a task's branch and run the publish command
 *
 * Slow: for workers. What can be checked is checked first, so that no part of
 * the work is published without the rest: everything is committed, the branch
 * has commits and is checked out in the worktree, there is a remote, and the
 * check command succeeds. All programs run in the worktree with the agent's
 * environment, without a terminal, at most config->publish.timeout_ms each.
 *
 * A second try is as harmless as the programs are: git pushes nothing new, and
 * a failure whose output publish.published_matches knows means that it was published
 * before.
 */
#ifndef DISPATCHER_PUBLISH_H
#define DISPATCHER_PUBLISH_H

#include <cjson/cJSON.h>

#include "model/config/config.h"
#include "model/task.h"

struct publishing {
	const struct config *config;
	const char *state;
	const char *programs; /* the directory of reeve's own programs */
	const struct task *task;
	const char *run; /* "12.2": the run whose work and directory it is */
	char *const *caller; /* the caller's environment */
};

/*
 * Answers with members
 *
 *	ok		it is published
 *	final		it is not, and to try again as it is changes nothing
 *	evidence[]	what failed first (model/evidence.h)
 *	answer		the command's last line, if there is one
 *
 * and puts what the programs said into runs/ID/publish.log. Returns -1 where
 * it could not even begin.
 */
int publish(
	const struct publishing *publishing, cJSON *answer, struct err *err);

#endif
