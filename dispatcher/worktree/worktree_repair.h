/*
 * worktree_mend - put a broken worktree right
 *
 * Work comes first: whatever is not committed is saved to
 * refs/reeve/saved/NAME/N before anything is touched that git would touch, and
 * commits that nothing would lead to any more are kept there too. Files are
 * never deleted by it, but by git where it ends a merge or a rebase.
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_MEND_H
#define DISPATCHER_WORKTREE_WORKTREE_MEND_H

#include <stdbool.h>

#include "base/argv.h"
#include "base/err.h"
#include "model/config/config.h"

struct mending {
	const struct config *config;
	const char *root, *name;
	const char *base_commit; /* the last that is gone back to, or NULL */
	/*
	 * An agent has met with an error of git: half-done merges, rebases and
	 * the like are ended too, and HEAD is put back on the agent's branch.
	 */
	bool thorough;

	/* Filled in; the caller clears them. */
	struct argv done; /* sentences: what was put right */
	char *saved_ref; /* where the work of before is, or NULL */
};

/*
 * Nothing may run in the worktree. One in order costs a few small reads. The
 * error of what cannot be repaired says what was tried and where the work is.
 */
int worktree_mend(struct mending *mending, struct err *err);

void mending_clear(struct mending *mending);

#endif
