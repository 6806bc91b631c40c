/*
 * git_library - what reeve uses of libgit2
 *
 * Only the rooms dispatcher/git/ and dispatcher/worktree/ call libgit2.
 */
#ifndef DISPATCHER_GIT_GIT_LIBRARY_H
#define DISPATCHER_GIT_GIT_LIBRARY_H

#include <git2.h>

#include "base/err.h"

/*
 * Loads libgit2, which takes 10 ms. A process that forks workers calls it
 * before, so that no worker has to; git_library_open calls it otherwise.
 */
void git_prepare(void);

/* As err_set (EXIT_TRY_LATER), with libgit2's own message added. */
int git_library_err(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Opens the repository of the worktree or git directory `path`; with `search`
 * also one that lies above it. Returns 0 or libgit2's own error code; the
 * caller frees *repository with git_repository_free.
 */
int git_library_open(git_repository **repository, const char *path, int search);

/* The commit of a full hexadecimal name; the caller frees it. */
int git_library_commit(
	git_commit **commit, git_repository *repository, const char *hex);

#endif
