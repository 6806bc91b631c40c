/*
 * orphans - keepers, processes and worktrees that belong to no task
 *
 * Slow: for workers. Nothing is ended or removed. The answer has the members
 *
 *	keepers		names: the keeper lives, and no task has that name
 *	processes	[{"pid":N,"run":"12.1"}]: of a run that has ended
 *	worktrees	paths beside those of known tasks, each on a branch
 *			reeve/NAME of its own name, whose task is not known
 *
 * Only repositories of known tasks are searched.
 */
#ifndef DISPATCHER_ORPHANS_H
#define DISPATCHER_ORPHANS_H

#include <cjson/cJSON.h>

#include "model/history.h"

/* `history` is of all tasks. */
void orphans_find(
	cJSON *answer, const char *state, const struct history *history);

#endif
