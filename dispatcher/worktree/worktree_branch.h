/*
 * worktree_parts - what the files of worktree share; private to them
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_PARTS_H
#define DISPATCHER_WORKTREE_WORKTREE_PARTS_H

#include <git2.h>
#include <stdbool.h>

#include "dispatcher/git/git.h"
#include "dispatcher/worktree/worktree_place.h"

/* What one call works with. */
struct work {
	const struct config *config;
	const char *root;
	struct worktree_place place;
	git_repository *repository; /* NULL: libgit2 cannot open it */
	enum worktree_found found;
};

/* worktree_branch.c: closed in any case; errno survives that, for it tells
 * callers what kind of error it was. */
int work_open(struct work *work, const struct config *config, const char *root,
	const char *name, struct err *err);
void work_close(struct work *work);

/* The commit a branch is at, or NULL when there is no such branch. */
char *branch_read(const struct work *work, const char *ref);
/* Never moves one that is there. */
int branch_make(const struct work *work, const char *commit, struct err *err);
void branch_delete(const struct work *work);

/* worktree.c: the error that something else is in its place. */
int place_taken(struct err *err, const struct worktree_place *place);

#endif
