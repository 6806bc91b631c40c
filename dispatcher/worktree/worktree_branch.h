/*
 * worktree_branch - an agent's worktree and its branch, opened for a change
 *
 * For the files of dispatcher/worktree/ alone.
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_BRANCH_H
#define DISPATCHER_WORKTREE_WORKTREE_BRANCH_H

#include <git2.h>
#include <stdbool.h>

#include "dispatcher/worktree/worktree_place.h"
#include "model/config/config.h"

struct worktree {
	const struct config *config;
	const char *root;
	struct worktree_place place;
	git_repository *repository; /* NULL: libgit2 cannot open it */
	enum worktree_state state; /* when it was opened */
};

/* worktree_close is called in any case; it keeps errno. */
int worktree_open(struct worktree *worktree, const struct config *config,
	const char *root, const char *name, struct err *err);
void worktree_close(struct worktree *worktree);

/* The commit of any ref; the caller frees it. NULL: no such ref. */
char *worktree_branch_read(const struct worktree *worktree, const char *ref);

/*
 * The worktree's branch is at `commit` and no other worktree has it checked
 * out: it is made, or it is so already. *made: it is new. Else an error.
 */
int worktree_branch_claim(const struct worktree *worktree, const char *commit,
	bool *made, struct err *err);

void worktree_branch_delete(const struct worktree *worktree);

/* -1 (errno EEXIST) with the error that WHAT 'SUBJECT' exists, and a hint. */
int worktree_err_exists(struct err *err, const char *what, const char *subject);

#endif
