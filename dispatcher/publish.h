/*
 * publish - hand finished work over: push its branch, run the publish command
 *
 * Slow: in a worker only. First what can be seen is checked, so that nobody
 * gets half of the work: that there are commits and nothing besides, that the
 * branch is what the worktree is on, that there is where to push it, and (the
 * check command) that we are allowed to. All programs run in the worktree with
 * the environment of the agent, no terminal, and config->publish.timeout_ms each.
 *
 * To do it again is as harmless as the programs are: git pushes what is there
 * already to no effect, and a failure with words that publish.published_matches
 * knows means that it was done before.
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
	const char *run; /* "12.2": whose work, and whose directory */
	char *const *caller; /* the caller's environment */
};

/*
 * Answers with members
 *
 *	ok		it is published
 *	final		it is not, and to try again as it is changes nothing
 *	evidence[]	sentences, what failed first
 *	answer		the command's last line, if there is one
 *
 * and puts what the programs said into runs/ID/publish.log. Returns -1 where
 * it could not even begin.
 */
int publish(
	const struct publishing *publishing, cJSON *answer, struct err *err);

#endif
