/*
 * worktree - a checkout of its own for every agent
 *
 * First the branch, then git's entry, then the files, with the index last:
 * whatever point a dispatch is cut off at, the next call sees how far it came
 * and goes on from there. Only the first two touch what worktrees share, so
 * only these hold the repository's lock; checkouts run side by side.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_files.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/worktree/worktree_parts.h"

#define EXCLUDED "/.worktrees/"

static int taken(struct err *err, const char *what, const char *subject)
{
	err_set(err, EXIT_WRONG_USE, "cannot make worktree: %s '%s' exists",
		what, subject);
	errno = EEXIST;
	return err_hint(err, "another name, or git worktree remove and git "
			     "branch -d");
}

int place_taken(struct err *err, const struct worktree_place *place)
{
	char *occupant = worktree_place_occupant(place);
	int rc = taken(err, "worktree", occupant);

	free(occupant);
	return rc;
}

int worktree_is_free(const struct config *config, const char *root,
	const char *name, struct err *err)
{
	struct work work;
	char *commit = NULL, *blocking = NULL;
	int rc = work_open(&work, config, root, name, err);

	if (rc < 0)
		return rc;
	commit = branch_read(&work, work.place.ref);
	blocking = branch_read(&work, "refs/heads/reeve");
	if (blocking) {
		rc = taken(err, "branch", "reeve");
		err_hint(err, "git branch -m reeve another-name");
	} else if (commit)
		rc = taken(err, "branch", work.place.branch);
	else if (work.found != WORKTREE_NOTHING)
		rc = place_taken(err, &work.place);
	free(commit);
	free(blocking);
	work_close(&work);
	return rc;
}

/* The branch, at `commit`, and free for us. *made tells whether it is new. */
static int claim_branch(const struct work *work, const char *commit, bool *made,
	struct err *err)
{
	char *there = branch_read(work, work->place.ref);
	char *owner = NULL;
	int rc = 0;

	*made = false;
	if (!there) {
		rc = branch_make(work, commit, err);
		*made = rc == 0;
	} else if (strcmp(there, commit) != 0)
		rc = taken(err, "branch", work->place.branch);
	else if ((owner = worktree_place_owner(&work->place))) {
		err_set(err, EXIT_WRONG_USE,
			"cannot make worktree: branch '%s' is checked out in "
			"'%s'",
			work->place.branch, owner);
		rc = err_hint(err, "another branch there, or another name");
	}
	free(owner);
	free(there);
	return rc;
}

/* Sparse patterns and settings of one worktree are for git to copy. */
static bool entry_needs_program(const struct work *work)
{
	char *git_dir = git_dir_of(work->root);
	bool needs = git_dir &&
		     (git_dir_has(git_dir, "config.worktree") ||
			     git_dir_has(git_dir, "info/sparse-checkout"));

	free(git_dir);
	return needs;
}

static int make_entry(const struct work *work, struct err *err)
{
	struct git_call call = {
		.config = work->config,
		.directory = work->root,
	};

	if (!entry_needs_program(work))
		return worktree_place_make(&work->place, err);
	return git_run(&call, err, "worktree", "add", "--no-checkout",
		work->place.path, work->place.branch, NULL);
}

/* With the lock: branch and entry, if they are not there yet. */
static int add_worktree(struct work *work, const char *commit, struct err *err)
{
	bool made_branch = false;
	int rc = 0;

	work->found = worktree_place_look(&work->place);
	if (work->found == WORKTREE_WHOLE)
		return 0;
	if (work->found == WORKTREE_OTHER || work->found == WORKTREE_DELETED)
		return place_taken(err, &work->place);
	worktree_place_unlock(&work->place);
	if (claim_branch(work, commit, &made_branch, err) < 0)
		return -1;
	if (git_dir_exclude(work->place.common, EXCLUDED, err) < 0)
		goto fail;
	if (work->found == WORKTREE_UNFILLED)
		return 0;
	if (work->found == WORKTREE_BEGUN)
		rc = worktree_place_sweep(&work->place, err);
	if (!rc && make_entry(work, err) == 0)
		return 0;
	worktree_place_sweep(&work->place, NULL);
fail:
	if (made_branch)
		branch_delete(work);
	return -1;
}

int worktree_create(const struct config *config, const char *root,
	const char *name, const char *commit, struct err *err)
{
	struct work work;
	int rc = -1, lock = -1;

	if (work_open(&work, config, root, name, err) < 0)
		goto out;
	lock = git_dir_lock(work.place.common, err);
	if (lock < 0 || add_worktree(&work, commit, err) < 0)
		goto out;
	close(lock);
	lock = -1;
	rc = work.found == WORKTREE_WHOLE
		     ? 0
		     : git_files_fill(config, work.place.path,
			       git_files_by_library(
				       config, work.repository, commit),
			       err);
out:
	if (lock >= 0)
		close(lock);
	work_close(&work);
	return rc;
}
