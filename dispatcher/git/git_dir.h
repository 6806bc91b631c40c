/*
 * git_dir - the git directory of a worktree, by its own few files
 *
 * A worktree has a git directory of its own, with HEAD and index; linked
 * worktrees share a common one, with objects and branches. Both are found by
 * reading the files that name them (gitrepository-layout(5)); the repository
 * is not opened.
 */
#ifndef DISPATCHER_GIT_GIT_DIR_H
#define DISPATCHER_GIT_GIT_DIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* The directory below a repository's root that holds the agents' worktrees. */
#define GIT_WORKTREES_NAME ".worktrees"

/*
 * The git directory of the worktree at `top`: TOP/.git, or the directory that
 * this file names. The caller frees it; NULL with errno when there is none.
 */
char *git_dir_of(const char *top);

/*
 * The common git directory of `git_dir`; where that is not a linked worktree's,
 * a copy of it. The caller frees it.
 */
char *git_dir_common(const char *git_dir);

/* Whether there is a GIT_DIR/NAME (a dangling link counts). */
bool git_dir_has(const char *git_dir, const char *name);

/* The first line of DIRECTORY/NAME; the caller frees it. NULL: not readable. */
char *git_dir_read_line(const char *directory, const char *name);

/* Whether DIRECTORY/NAME holds one line, PREFIX and REST, and nothing else. */
bool git_dir_has_line(const char *directory, const char *name,
	const char *prefix, const char *rest);

/* Replaces DIRECTORY/NAME by that line, whole. */
int git_dir_write_line(const char *directory, const char *name,
	const char *prefix, const char *rest, struct err *err);

/*
 * The length (40, or 64 for sha256) of the full commit name in hexadecimal that
 * `text` begins with; 0: it begins with none.
 */
size_t git_commit_name_length(const char *text);

/*
 * Waits for the lock that serializes reeve's changes of the files that the
 * worktrees of a repository share. The answer is a descriptor to close, or -1.
 * It is a flock(2) of the common directory itself, so no file is left behind.
 */
int git_dir_lock(const char *common, struct err *err);

/*
 * Hides `line` from `git status` in all worktrees: adds it to info/exclude
 * unless it is there. The caller holds the lock.
 */
int git_dir_exclude(const char *common, const char *line, struct err *err);

#endif
