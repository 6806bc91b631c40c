/*
 * git_library - the little that reeve asks of libgit2
 *
 * For the files of the dispatcher that speak of git; others ask git.h.
 */
#ifndef DISPATCHER_GIT_GIT_LIBRARY_H
#define DISPATCHER_GIT_GIT_LIBRARY_H

#include <git2.h>

#include "base/err.h"

/* err_set with ": what libgit2 said" added. */
int err_library(struct err *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Opens the repository of the work tree or git directory `path`, or of one
 * above it where `search` says so. Returns 0 or libgit2's own error code; the
 * caller frees *repository with git_repository_free.
 */
int git_library_open(git_repository **repository, const char *path, int search);

/* The commit that a full hexadecimal name stands for; the caller frees it. */
int git_library_commit(
	git_commit **commit, git_repository *repository, const char *hex);

#endif
