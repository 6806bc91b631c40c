/*
 * git_dir - where a repository keeps itself
 *
 * A work tree has its git directory, which is its own and holds HEAD and the
 * index; linked worktrees share a common one with objects and branches. These
 * are read from the few files that say so, without opening the repository.
 */
#ifndef DISPATCHER_GIT_GIT_DIR_H
#define DISPATCHER_GIT_GIT_DIR_H

#include <stdbool.h>

#include "base/err.h"

/*
 * The git directory of the work tree at `top`: TOP/.git, or where that file
 * leads. The caller frees it; NULL with errno when there is none.
 */
char *git_dir_of(const char *top);

/* The common one of a git directory; itself where it is no linked worktree. */
char *git_dir_common(const char *git_dir);

/*
 * Waits until nobody else of reeve changes shared files below `common`; the
 * answer is a descriptor to close, or -1.
 */
int git_dir_lock(const char *common, struct err *err);

/*
 * Hides `line` from `git status` in all worktrees: adds it to info/exclude
 * unless it is there. Under the lock.
 */
int git_dir_exclude(const char *common, const char *line, struct err *err);

/* True when GIT_DIR/NAME exists (a dangling link too). */
bool git_dir_has(const char *git_dir, const char *name);

#endif
