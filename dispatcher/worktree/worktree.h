/*
 * worktree - a git worktree of its own for every agent
 *
 * An agent's worktree is ROOT/.worktrees/NAME on branch reeve/NAME, where ROOT
 * is the main worktree of the task's repository and NAME the agent's name.
 * `worktree` arguments below are that path.
 *
 *	worktree_create.c	create, check, restore
 *	worktree_save.c		save uncommitted work
 *	worktree_reset.c	back to a commit
 *	worktree_look.c		what has changed
 *	worktree_mark.c		whether anything has changed since
 *	worktree_fault.h	whether git works in it
 *	worktree_repair.h	repair it where git does not
 *
 * All of it may be slow: for workers, and for the checks of `reeve run`. What
 * touches files that the worktrees of a repository share waits for git_dir_lock.
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_H
#define DISPATCHER_WORKTREE_WORKTREE_H

#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"
#include "checkpoints/continuation.h"
#include "model/config/config.h"
#include "model/worktree_mark.h"

/* ROOT/.worktrees/NAME and reeve/NAME; the caller frees them. */
char *worktree_path(const char *root, const char *name);
char *worktree_branch(const char *name);

/*
 * 0 when neither a branch reeve/NAME nor anything at the worktree's path
 * exists; else -1, and the error names it.
 */
int worktree_is_free(const struct config *config, const char *root,
	const char *name, struct err *err);

/*
 * Makes the worktree and its branch at `commit`, and hides .worktrees/ from
 * `git status` (info/exclude). A complete worktree of this very name is left as
 * it is, and one that a killed dispatch has begun is completed. Anything else
 * in its place is an error that names it (errno EEXIST); nothing is changed.
 */
int worktree_create(const struct config *config, const char *root,
	const char *name, const char *commit, struct err *err);

/*
 * 0 when the worktree is complete and no git holds its locks; else -1 with the
 * reason. A branch that the agent has changed to does not count.
 */
int worktree_check(const char *root, const char *name, struct err *err);

/*
 * Restores what worktree_check complains of, and overwrites no file: the locks
 * of a git that was killed are removed; a deleted worktree is made again from
 * its index, or from its branch. No program may run in the worktree.
 */
int worktree_restore(const struct config *config, const char *root,
	const char *name, struct err *err);

/*
 * Saves uncommitted and untracked (not ignored) work as a commit on top of HEAD
 * under refs/reeve/saved/NAME/N, the next free N. Branch, index and files stay
 * as they are. The caller frees *ref; NULL: there was nothing to save. The same
 * work saved again has the same ref. What git cannot take (repositories inside
 * the worktree, the insides of submodules) is added to `left`, which may be
 * NULL. A file larger than 1 GiB, or one that cannot be read, is an error.
 */
int worktree_save(const struct config *config, char **ref, struct argv *left,
	const char *worktree, const char *name, struct err *err);

/*
 * The same of all files that are not ignored, on top of `parent` (NULL: none),
 * by a new index: for a worktree whose own index or HEAD may be damaged.
 */
int worktree_save_files(const struct config *config, char **ref,
	const char *worktree, const char *name, const char *parent,
	struct err *err);

/*
 * Sets branch, index and files to `commit`. Untracked files are removed;
 * ignored files stay, and so do repositories inside the worktree, which are
 * added to `left`. Commits of the branch beyond `commit` are kept under
 * refs/reeve/saved. Call worktree_save first; no program may run there.
 */
int worktree_reset(const struct config *config, struct argv *left,
	const char *worktree, const char *name, const char *commit,
	struct err *err);

/*
 * What is there against `base_commit`. `files` are names to look for (the
 * checkpoint's), or NULL; a name that leads out of the worktree is ignored. The
 * caller clears `facts`.
 */
int worktree_look(const struct config *config, struct worktree_facts *facts,
	const char *worktree, const char *base_commit, const struct argv *files,
	struct err *err);

/*
 * How many files differ from `base_commit`, committed or not; untracked files
 * count, ignored files do not.
 */
int worktree_count(const struct config *config, int64_t *files,
	const char *worktree, const char *base_commit, struct err *err);

/*
 * The mark of what is there now. Slow in a large tree. Empty, with -1, where
 * git fails.
 */
int worktree_mark(const struct config *config, char mark[WORKTREE_MARK_SIZE],
	const char *worktree, struct err *err);

#endif
