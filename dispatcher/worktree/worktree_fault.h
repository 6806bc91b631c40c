/*
 * worktree_fault - whether git works in an agent's worktree
 *
 * A worktree breaks in a few ways: a git that was killed leaves a lock or half
 * an index; a power cut leaves an empty object or ref; an agent deletes .git,
 * or `git worktree prune` the entry it leads to.
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_FAULT_H
#define DISPATCHER_WORKTREE_WORKTREE_FAULT_H

#include <stdbool.h>

#include "dispatcher/worktree/worktree_place.h"
#include "model/config/config.h"

enum suspicion {
	SUSPICION_NONE = 0,
	SUSPICION_UNSURE, /* nothing is seen, but not all can be seen so */
	SUSPICION_SEEN,
};

/* A few small reads, no other program: for who may not wait. */
enum suspicion worktree_suspect(const char *root, const char *name);

/*
 * What keeps git from working there, in words that the caller frees; NULL:
 * nothing does. Runs git.
 */
char *worktree_fault(
	const struct config *config, const char *root, const char *name);

/* The same for one part each. */
bool worktree_commit_is_whole(const struct config *config,
	const char *directory, const char *revision);
bool worktree_index_is_whole(
	const struct config *config, const struct worktree_place *place);
/* "ref: …" or a commit's name. */
bool worktree_head_is_sane(const struct worktree_place *place);

#endif
