/*
 * git_operation - rebase, merge and the like that git has not ended
 *
 * Git keeps an operation that waits for its user (a conflict, an editor) as a
 * file in the worktree's git directory. A new checkout must leave it first.
 */
#ifndef DISPATCHER_GIT_GIT_OPERATION_H
#define DISPATCHER_GIT_GIT_OPERATION_H

#include <stdbool.h>

#include "dispatcher/git/git_program.h"

struct git_operation {
	const char *file; /* in the git directory while it is in progress */
	const char *name; /* for people: "a rebase" */
	const char *command, *abort; /* `git COMMAND ABORT` undoes it */
	const char *quit[2]; /* the same to forget it; NULL: not needed */
	bool has_commits; /* it makes commits that only HEAD leads to */
};

/*
 * The first operation in progress at or after *index, which is set to the place
 * after it; NULL: no more. Begin with 0.
 */
const struct git_operation *git_operation_next(
	const char *git_dir, size_t *index);

/* Leaves every operation in progress as it is: before files are replaced. */
int git_operations_quit(
	const struct git_call *call, const char *git_dir, struct err *err);

#endif
