/*
 * saved_ref - refs/reeve/saved/NAME/N: work that nothing else leads to
 */
#ifndef DISPATCHER_GIT_SAVED_REF_H
#define DISPATCHER_GIT_SAVED_REF_H

#include "base/err.h"
#include "model/config/config.h"

/*
 * Keeps `commit` under the next free N. One that is kept already has its ref
 * answered; *ref is the caller's.
 */
int saved_ref_keep(const struct config *config, char **ref,
	const char *worktree, const char *name, const char *commit,
	struct err *err);

/* The same for a tree, as a new commit on `parent` (NULL: none). */
int saved_ref_keep_tree(const struct config *config, char **ref,
	const char *worktree, const char *name, const char *tree,
	const char *parent, struct err *err);

#endif
