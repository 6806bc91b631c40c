/*
 * worktree_repair_parts - what the files of worktree_repair share
 *
 *	worktree_repair.c	the order; directory, locks and index
 *	worktree_repair_links.c	the files that make a directory a worktree
 *	worktree_repair_head.c	branch, HEAD, and operations in progress
 *	worktree_repair_keep.c	saves work before the others change anything
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_REPAIR_PARTS_H
#define DISPATCHER_WORKTREE_WORKTREE_REPAIR_PARTS_H

#include "dispatcher/git/git_program.h"
#include "dispatcher/worktree/worktree_place.h"
#include "dispatcher/worktree/worktree_repair.h"

struct repair {
	struct worktree_repair *to; /* the request and its result */
	struct worktree_place place;
	struct git_call call; /* git in the worktree */
	bool index_is_gone; /* it is to be made again from HEAD */
};

/* Saves what is not committed, by the worktree's own index. */
int repair_save(struct repair *repair, struct err *err);
/* Saves all files on top of `parent` (NULL: none), by a new index. */
int repair_save_files(
	struct repair *repair, const char *parent, struct err *err);
/* Keeps a commit that nothing may lead to after the repair. */
int repair_keep_commit(
	struct repair *repair, const char *commit, struct err *err);

/* A directory with files in it is a worktree of the repository. */
int repair_links(struct repair *repair, struct err *err);

/* Branch and HEAD lead to a commit that is intact. */
int repair_commits(struct repair *repair, struct err *err);

/* No operation is in progress, and HEAD is on the branch. */
int repair_head(struct repair *repair, struct err *err);

#endif
