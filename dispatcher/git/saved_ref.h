/*
 * saved_ref - refs/reeve/saved/NAME/N: work that no branch leads to
 *
 * NAME is the agent's, N counts from 1. Nothing deletes such a ref.
 */
#ifndef DISPATCHER_GIT_SAVED_REF_H
#define DISPATCHER_GIT_SAVED_REF_H

#include "base/err.h"
#include "model/config/config.h"

/*
 * Gives `commit` the next free N. A commit that has such a ref already keeps
 * it. The caller frees *ref; NULL after an error.
 */
int saved_ref_keep(const struct config *config, char **ref,
	const char *worktree, const char *name, const char *commit,
	struct err *err);

/* The same for a tree: as a new commit on top of `parent` (NULL: none). */
int saved_ref_keep_tree(const struct config *config, char **ref,
	const char *worktree, const char *name, const char *tree,
	const char *parent, struct err *err);

#endif
