/*
 * git - what the dispatcher asks of a repository
 *
 * By libgit2 where the time counts (what `run` checks, and a dispatch), by
 * `git` with an argv for all the rest, and where libgit2 cannot do what git
 * does or does it slowly (filters such as LFS, submodules, sparse and partial
 * clones, sha256, large trees). git_files.c is the one place that chooses.
 *
 * All of it may be slow: called only in workers and for checks. What touches
 * files that the worktrees of a repository share waits its turn on a lock of
 * its common git directory; nothing is left behind for it.
 */
#ifndef DISPATCHER_GIT_GIT_H
#define DISPATCHER_GIT_GIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"
#include "checkpoints/continuation.h"
#include "model/config/config.h"

/*
 * Loads libgit2, which takes 10 ms: a process that forks workers calls it
 * once, and they have it. Everything below calls it where nobody has.
 */
void git_prepare(void);

/*
 * From now on what `git` starts can be known by its environment as that of
 * this state directory and epoch: see leftovers_end_git. NULL: no more so.
 */
void git_mark(const char *state, int64_t epoch);

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
 * try. A linked worktree stands for its main one, with its own HEAD; where
 * there is no main one (its repository is bare) it stands for itself. `base`
 * is one revision ("v1", "origin/main", "HEAD~2"); NULL is HEAD.
 */
int repository_find(const struct config *config, struct repository *repository,
	const char *directory, const char *base, struct err *err);
void repository_clear(struct repository *repository);

/*
 * 0 when neither a branch reeve/NAME nor anything at the worktree's place
 * exists, else -1 with the error that names it.
 */
int worktree_is_free(const struct config *config, const char *root,
	const char *name, struct err *err);

/* ROOT/.worktrees/NAME and reeve/NAME; the caller frees them. */
char *worktree_path(const char *root, const char *name);
char *worktree_branch(const char *name);

/*
 * Makes the worktree and its branch at `commit`, hides .worktrees/ in
 * info/exclude. One that is already there for this very task is left as it is
 * when it was finished, and completed when its dispatch was cut off; anything
 * else is an error that names it (errno EEXIST), and nothing changed.
 */
int worktree_create(const struct config *config, const char *root,
	const char *name, const char *commit, struct err *err);

/*
 * 0 when it is there and in order; else -1 with why (moved, deleted by hand,
 * locked by a git that died). Another branch checked out is fine.
 */
int worktree_check(const char *root, const char *name, struct err *err);

/*
 * Puts right what worktree_check complains of, when nothing runs in it: a
 * stale index.lock goes; a deleted worktree is made again from its branch. It
 * never overwrites a file.
 */
int worktree_repair(const struct config *config, const char *root,
	const char *name, struct err *err);

/*
 * Saves uncommitted and untracked (not ignored) work, on top of HEAD, to
 * refs/reeve/saved/NAME/N (the next free N) without touching branch, index or
 * worktree. *ref is the caller's, or NULL when there was nothing to save; the
 * same work saved twice has one ref. What git cannot take up (repositories
 * inside of it, the insides of submodules) is added to `left`. A file larger
 * than 1 GiB, or one that cannot be read, is an error that names it.
 */
int worktree_save(const struct config *config, char **ref, struct argv *left,
	const char *worktree, const char *name, struct err *err);

/*
 * Back to `commit`: branch, index, files; untracked files gone, ignored ones
 * stay, and so does what is then added to `left`: repositories inside of it.
 * Commits of the branch are kept under refs/reeve/saved too. Call
 * worktree_save first; nothing may run in the worktree.
 */
int worktree_reset(const struct config *config, struct argv *left,
	const char *worktree, const char *name, const char *commit,
	struct err *err);

/*
 * What is there against `base_commit`; `files` are names to look for (the
 * checkpoint's), or NULL. Names that lead out of the worktree are passed over.
 */
int worktree_look(const struct config *config, struct worktree_facts *facts,
	const char *worktree, const char *base_commit, const struct argv *files,
	struct err *err);

/*
 * A number for what is there now, in hexadecimal: the same while no file that
 * git does not ignore is written, made or removed, and HEAD does not move.
 * Slow in a large tree. Fails, with an empty text, where git cannot say.
 */
#define WORKTREE_PRINT_SIZE 17
int worktree_print(const struct config *config, char text[WORKTREE_PRINT_SIZE],
	const char *worktree, struct err *err);

/*
 * How many files differ from `base_commit`, committed or not; untracked ones
 * count, ignored ones do not.
 */
int worktree_count(const struct config *config, int64_t *files,
	const char *worktree, const char *base_commit, struct err *err);

#endif
