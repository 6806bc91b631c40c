/*
 * worktree_fault - whether git works in an agent's worktree
 *
 * A git that was killed leaves a lock or half an index; a power cut leaves an
 * empty object or ref; an agent deletes .git, or `git worktree prune` deletes
 * the entry that it leads to.
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_FAULT_H
#define DISPATCHER_WORKTREE_WORKTREE_FAULT_H

#include <stdbool.h>

#include "dispatcher/worktree/worktree_place.h"
#include "model/config/config.h"

enum suspicion {
	SUSPICION_NONE = 0,
	SUSPICION_UNSURE, /* no fault seen, but an object may be damaged */
	SUSPICION_SEEN, /* a fault, or a lock, was seen */
};

/* By a few small reads, without git: fast enough for the loop. */
enum suspicion worktree_suspect(const char *root, const char *name);

/*
 * What keeps git from working there; the caller frees the text. NULL: git
 * works. Runs git: slow.
 */
char *worktree_fault(
	const struct config *config, const char *root, const char *name);

/* Whether git can read `revision` and all objects of its tree. */
bool worktree_commit_is_whole(const struct config *config,
	const char *directory, const char *revision);

/* Whether git can read the index of the worktree. */
bool worktree_index_is_whole(
	const struct config *config, const struct worktree_place *place);

/* Whether HEAD holds "ref: refs/…" or the name of a commit. */
bool worktree_head_is_sane(const struct worktree_place *place);

#endif
