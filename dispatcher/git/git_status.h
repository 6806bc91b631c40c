/*
 * git_status - the changes of a worktree against its HEAD
 */
#ifndef DISPATCHER_GIT_GIT_STATUS_H
#define DISPATCHER_GIT_GIT_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/config/config.h"

struct git_change {
	char letter; /* M A D U (unmerged), or ? (untracked) */
	bool inside; /* a repository inside of it: git takes none of its files */
	char *path; /* relative to the worktree, as bytes */
};

struct git_status {
	char *head; /* hexadecimal; NULL: no commit */
	struct git_change *items;
	size_t count;
};

/* Ignored files are left out. The caller clears `status`, also after an error. */
int git_status_read(const struct config *config, struct git_status *status,
	const char *worktree, struct err *err);
void git_status_clear(struct git_status *status);

#endif
