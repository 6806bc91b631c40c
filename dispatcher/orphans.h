/*
 * orphans - what is there though no task accounts for it
 *
 * Slow: in a worker only. Answers with members
 *
 *	keepers		names: they live, and no task has that name
 *	processes	[{"pid":N,"run":"12.1"}]: of a run that is over
 *	worktrees	paths beside those of our tasks, on a branch reeve/NAME
 *			of their own name, whose task is not known
 *
 * A repository that no task knows is not looked for.
 */
#ifndef DISPATCHER_ORPHANS_H
#define DISPATCHER_ORPHANS_H

#include <cjson/cJSON.h>

#include "model/history.h"

/* `history` is of all tasks. */
void orphans_find(
	cJSON *answer, const char *state, const struct history *history);

#endif
