/*
 * repository - which repository and which commit a task is about
 *
 * Slow: for workers and for the checks of `reeve run`. libgit2 answers in well
 * under a millisecond; `git` is asked where libgit2 cannot open the repository.
 */
#ifndef DISPATCHER_GIT_REPOSITORY_H
#define DISPATCHER_GIT_REPOSITORY_H

#include "base/err.h"
#include "model/config/config.h"

/* Owned text; NULL before repository_find and after repository_clear. */
struct repository {
	char *root; /* main worktree, absolute, links resolved */
	char *git; /* its common git directory */
	char *base_commit; /* hexadecimal */
	char *branch; /* what HEAD names, or "HEAD" when detached */
};

/*
 * Finds the repository around `directory`, which is anywhere in a worktree, and
 * the commit of `base`, one revision ("v1", "origin/main", "HEAD~2"; NULL:
 * HEAD). A linked worktree gives its main worktree's root and its own HEAD;
 * where there is no main worktree (the repository is bare) it gives its own
 * root. Errors (EXIT_WRONG_USE, with a hint): no repository, a bare one, one
 * without commits, one of another user, a base that names no commit.
 */
int repository_find(const struct config *config, struct repository *repository,
	const char *directory, const char *base, struct err *err);
void repository_clear(struct repository *repository);

#endif
