/*
 * worktree_mend_parts - what the files of worktree_mend share; private to them
 */
#ifndef DISPATCHER_WORKTREE_WORKTREE_MEND_PARTS_H
#define DISPATCHER_WORKTREE_WORKTREE_MEND_PARTS_H

#include "dispatcher/git/git_program.h"
#include "dispatcher/worktree/worktree_mend.h"
#include "dispatcher/worktree/worktree_place.h"

struct mend {
	struct mending *to; /* what is asked, and what was done */
	struct worktree_place place;
	struct git_call call; /* git in the worktree */
	bool index_is_gone; /* to be made anew from HEAD */
};

bool mend_has_directory(const char *path);

/* One line that git answers; NULL where it fails. The caller frees it. */
char *mend_ask(const struct mend *mend, const char *one, const char *two,
	const char *three);

/*
 * All files of the worktree that are not ignored, whatever its index and HEAD
 * are like, on top of `parent` (NULL: none).
 */
int mend_save_files(struct mend *mend, const char *parent, struct err *err);
/* What is not committed, by the index that is there. */
int mend_save(struct mend *mend, struct err *err);
/* A commit that nothing may lead to any more. */
int mend_keep_commit(struct mend *mend, const char *commit, struct err *err);

/* worktree_mend_place.c: a directory with files in it is a worktree. */
int mend_place(struct mend *mend, struct err *err);
/* worktree_mend_commits.c: HEAD and branch lead to a commit that is whole. */
int mend_commits(struct mend *mend, struct err *err);
/* worktree_mend_state.c: nothing is half done, HEAD is on the branch. */
int mend_state(struct mend *mend, struct err *err);

#endif
