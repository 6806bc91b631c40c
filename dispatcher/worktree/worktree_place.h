/*
 * worktree_place - the paths of an agent's worktree, and what is found there
 *
 * For the files of dispatcher/worktree/ alone. Nothing here runs `git` or opens
 * a repository: only the few small files of a linked worktree are read and
 * written (gitrepository-layout(5)).
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_PLACE_H
#define DISPATCHER_WORKTREE_WORKTREE_PLACE_H

#include <stdbool.h>

#include "base/err.h"

/* Owned text. */
struct worktree_place {
	char *path; /* ROOT/.worktrees/NAME */
	char *dot_git; /* PATH/.git, the file that names `admin` */
	char *branch; /* reeve/NAME */
	char *ref; /* refs/heads/reeve/NAME */
	char *common; /* the repository's common git directory */
	char *admin; /* COMMON/worktrees/NAME: git's entry for the worktree */
};

/* The caller clears it in any case. */
int worktree_place_open(struct worktree_place *place, const char *root,
	const char *name, struct err *err);
void worktree_place_clear(struct worktree_place *place);

/*
 * The index is written last, so a worktree without one was cut off while it was
 * made; no agent has run in it.
 */
enum worktree_state {
	WORKTREE_NOTHING = 0, /* neither directory nor entry */
	WORKTREE_BEGUN, /* made by us in part; holds no file */
	WORKTREE_UNFILLED, /* a worktree whose files were never complete */
	WORKTREE_COMPLETE,
	WORKTREE_DELETED, /* only git's entry is left */
	WORKTREE_FOREIGN, /* something that is not an agent's worktree */
};
enum worktree_state worktree_place_state(const struct worktree_place *place);

/* Whether a symbolic link is in its place; the link is never followed. */
bool worktree_place_is_link(const struct worktree_place *place);

/*
 * Whether the directory holds more than .git. A directory that cannot be read
 * counts as one with files.
 */
bool worktree_place_has_files(const struct worktree_place *place);

/* Removes what WORKTREE_BEGUN leaves: entry, .git and an empty directory. */
int worktree_place_remove(const struct worktree_place *place, struct err *err);

/* Makes git's entry and the empty worktree; its branch exists. */
int worktree_place_make(const struct worktree_place *place, struct err *err);

/* Makes the empty worktree alone, for an entry that exists. */
int worktree_place_link(const struct worktree_place *place, struct err *err);

/*
 * The locks of index, HEAD and branch that a git which was killed has left. No
 * program may run in the worktree.
 */
bool worktree_place_is_locked(const struct worktree_place *place);
void worktree_place_unlock(const struct worktree_place *place);

/*
 * The path of what is in its place: its own, or, where there is only git's
 * entry of that name, the path that the entry names. The caller frees it.
 */
char *worktree_place_occupant(const struct worktree_place *place);

/*
 * The path of another worktree that has the branch checked out; the caller
 * frees it. NULL: there is none.
 */
char *worktree_place_owner(const struct worktree_place *place);

#endif
