/*
 * git - what the dispatcher asks of a repository
 *
 * By libgit2, but where it cannot do what git does or does it slowly (filters
 * such as LFS, sparse and partial clones, sha256, large trees): then by
 * `git` with an argv. git_files.c is the one place that chooses.
 *
 * All of it may be slow: called only in workers and for checks.
 */
#ifndef DISPATCHER_GIT_H
#define DISPATCHER_GIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"
#include "checkpoints/continuation.h"
#include "model/config.h"

/* What `run` checks, and what stays fixed from then on. */
struct repository {
	char *root; /* main worktree, absolute, links resolved */
	char *git; /* its common git directory */
	char *base_commit; /* hexadecimal */
	char *branch; /* what HEAD names, or "HEAD" when detached */
};

/*
 * `directory` is anywhere in a work tree. No repository, a bare one, an empty
 * one, or a base that names no commit: an error that says which and what to
 * try. A linked worktree stands for its main one, with its own HEAD.
 */
int repository_find(struct repository *repository, const char *directory,
	const char *base, struct err *err);
void repository_clear(struct repository *repository);

/*
 * 0 when neither a branch reeve/NAME nor anything at the worktree's place
 * exists, else -1 with the error that names it.
 */
int worktree_is_free(const char *root, const char *name, struct err *err);

/* ROOT/.worktrees/NAME and reeve/NAME; the caller frees them. */
char *worktree_path(const char *root, const char *name);
char *worktree_branch(const char *name);

/*
 * Makes the worktree and its branch at `commit`, hides .worktrees/ in
 * info/exclude. One that is already there for this very task (a dispatch that
 * was cut off) is completed; anything else is an error, and nothing changed.
 */
int worktree_create(const struct config *config, const char *root,
	const char *name, const char *commit, struct err *err);

/*
 * 0 when it is there and in order; else -1 with why (moved, deleted by hand,
 * another branch checked out is fine).
 */
int worktree_check(const char *root, const char *name, struct err *err);

/*
 * Saves uncommitted and untracked (not ignored) work, on top of HEAD, to
 * refs/reeve/saved/NAME/N (the next free N) without touching branch, index or
 * worktree. *ref is the caller's, or NULL when there was nothing to save.
 */
int worktree_save(
	char **ref, const char *worktree, const char *name, struct err *err);

/*
 * Back to `commit`: branch, index, files; untracked files gone, ignored ones
 * stay. Commits of the branch are kept under refs/reeve/saved too. Call
 * worktree_save first.
 */
int worktree_reset(const struct config *config, const char *worktree,
	const char *name, const char *commit, struct err *err);

/*
 * What is there against `base_commit`; `files` are names to look for (the
 * checkpoint's), or NULL.
 */
int worktree_look(struct worktree_facts *facts, const char *worktree,
	const char *base_commit, const struct argv *files, struct err *err);

#endif
