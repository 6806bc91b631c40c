/*
 * worktree_repair - repair an agent's worktree in which git does not work
 *
 * Work is saved first: uncommitted files, and commits that nothing would lead
 * to any more, are kept under refs/reeve/saved/NAME/N before git or reeve
 * changes anything. Repair deletes no file itself; git does, where it ends a
 * merge or a rebase.
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_REPAIR_H
#define DISPATCHER_WORKTREE_WORKTREE_REPAIR_H

#include <stdbool.h>

#include "base/argv.h"
#include "base/err.h"
#include "model/config/config.h"

struct worktree_repair {
	const struct config *config;
	const char *root, *name;
	const char
		*base_commit; /* used when no newer commit is intact; or NULL */
	/*
	 * An agent has met an error of git: operations in progress (merge,
	 * rebase) are ended too, and HEAD is put back on the agent's branch.
	 */
	bool thorough;

	/* Filled in; the caller clears them. */
	struct argv done; /* sentences: each thing that was repaired */
	char *saved_ref; /* where the work of before is, or NULL */
};

/*
 * No program may run in the worktree. A worktree without a fault costs a few
 * small reads. The error says what was done so far and where the work is.
 */
int worktree_repair(struct worktree_repair *request, struct err *err);

void worktree_repair_clear(struct worktree_repair *repair);

#endif
