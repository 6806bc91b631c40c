/*
 * worktree_place - where an agent's worktree is, and what is there
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_PLACE_H
#define DISPATCHER_WORKTREE_WORKTREE_PLACE_H

#include <stdbool.h>

#include "base/err.h"

struct worktree_place {
	char *path; /* ROOT/.worktrees/NAME */
	char *branch; /* reeve/NAME */
	char *ref; /* refs/heads/reeve/NAME */
	char *common; /* the repository's common git directory */
	char *admin; /* COMMON/worktrees/NAME: its own git directory */
};

/* Owned text; the caller clears it. */
int worktree_place_open(struct worktree_place *place, const char *root,
	const char *name, struct err *err);
void worktree_place_clear(struct worktree_place *place);

enum worktree_found {
	WORKTREE_NOTHING = 0,
	WORKTREE_BEGUN, /* ours, cut off before it was a worktree */
	WORKTREE_UNFILLED, /* a worktree, but its files never were complete */
	WORKTREE_WHOLE,
	WORKTREE_DELETED, /* only git's entry for it is left */
	WORKTREE_OTHER, /* something that is not ours */
};

/*
 * What is there. The index is written last, so a worktree without one was cut
 * off; no agent can have run in it.
 */
enum worktree_found worktree_place_look(const struct worktree_place *place);

/* A symbolic link is in its place: it leads to what is somebody else's, and is
 * never followed. */
bool worktree_place_is_link(const struct worktree_place *place);

/* Takes away what WORKTREE_BEGUN leaves: never a file of somebody's work. */
int worktree_place_sweep(const struct worktree_place *place, struct err *err);

/* Git's entry and the empty worktree, on the branch that exists. */
int worktree_place_make(const struct worktree_place *place, struct err *err);

/* The empty worktree alone, for an entry that is there. */
int worktree_place_link(const struct worktree_place *place, struct err *err);

/* Locks that a git which was killed has left. Nothing may run there. */
bool worktree_place_is_locked(const struct worktree_place *place);
void worktree_place_unlock(const struct worktree_place *place);

/*
 * What is in its place: its own path, or (where only git's entry of that name
 * is there) the path that one leads to. The caller frees it.
 */
char *worktree_place_occupant(const struct worktree_place *place);

/*
 * The path of the work tree that has the branch checked out, other than this
 * place itself; NULL when there is none. The caller frees it.
 */
char *worktree_place_owner(const struct worktree_place *place);

#endif
