/*
 * worktree_create - create, check and restore a worktree: see worktree.h
 *
 * The order is branch, git's entry, files, index: wherever a dispatch is cut
 * off, the next call sees how far it came and goes on from there. Only branch
 * and entry touch what worktrees share, so only these two hold the repository's
 * lock; checkouts run side by side.
 */
#include <stdlib.h>
#include <unistd.h>

#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_files.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/worktree/worktree.h"
#include "dispatcher/worktree/worktree_branch.h"

static int worktree_err_occupied(
	const struct worktree_place *place, struct err *err)
{
	char *occupant = worktree_place_occupant(place);
	int rc = worktree_err_exists(err, "worktree", occupant);

	free(occupant);
	return rc;
}

/* A branch named `reeve` leaves no room for refs/heads/reeve/NAME. */
int worktree_is_free(const struct config *config, const char *root,
	const char *name, struct err *err)
{
	struct worktree worktree;
	char *tip = NULL, *blocking = NULL;
	int rc = worktree_open(&worktree, config, root, name, err);

	if (rc < 0)
		return rc;
	tip = worktree_branch_read(&worktree, worktree.place.ref);
	blocking = worktree_branch_read(&worktree, "refs/heads/reeve");
	if (blocking) {
		rc = worktree_err_exists(err, "branch", "reeve");
		err_hint(err, "git branch -m reeve another-name");
	} else if (tip) {
		rc = worktree_err_exists(err, "branch", worktree.place.branch);
	} else if (worktree.state != WORKTREE_NOTHING) {
		rc = worktree_err_occupied(&worktree.place, err);
	}
	free(tip);
	free(blocking);
	worktree_close(&worktree);
	return rc;
}

/* Sparse patterns and settings of one worktree are copied by git alone. */
static bool worktree_entry_needs_git(const struct worktree *worktree)
{
	char *git_dir = git_dir_of(worktree->root);
	bool needs = git_dir &&
		     (git_dir_has(git_dir, "config.worktree") ||
			     git_dir_has(git_dir, "info/sparse-checkout"));

	free(git_dir);
	return needs;
}

static int worktree_make_entry(const struct worktree *worktree, struct err *err)
{
	struct git_call call = {
		.config = worktree->config,
		.directory = worktree->root,
	};

	if (!worktree_entry_needs_git(worktree))
		return worktree_place_make(&worktree->place, err);
	return git_run(&call, err, "worktree", "add", "--no-checkout",
		worktree->place.path, worktree->place.branch, NULL);
}

/*
 * Makes branch and entry where they are missing; the caller holds the lock. A
 * branch that this call has made is deleted again when the entry fails.
 */
static int worktree_add(
	struct worktree *worktree, const char *commit, struct err *err)
{
	const struct worktree_place *place = &worktree->place;
	bool made_branch = false;
	int rc = 0;

	worktree->state = worktree_place_state(place);
	if (worktree->state == WORKTREE_COMPLETE)
		return 0;
	if (worktree->state == WORKTREE_FOREIGN ||
		worktree->state == WORKTREE_DELETED)
		return worktree_err_occupied(place, err);
	worktree_place_unlock(place);
	if (worktree_branch_claim(worktree, commit, &made_branch, err) < 0)
		return -1;
	if (git_dir_exclude(place->common, "/" GIT_WORKTREES_NAME "/", err) < 0)
		goto fail;
	if (worktree->state == WORKTREE_UNFILLED)
		return 0;
	if (worktree->state == WORKTREE_BEGUN)
		rc = worktree_place_remove(place, err);
	if (!rc && worktree_make_entry(worktree, err) == 0)
		return 0;
	worktree_place_remove(place, NULL);
fail:
	if (made_branch)
		worktree_branch_delete(worktree);
	return -1;
}

int worktree_create(const struct config *config, const char *root,
	const char *name, const char *commit, struct err *err)
{
	struct worktree worktree;
	int rc = -1, lock = -1;

	if (worktree_open(&worktree, config, root, name, err) < 0)
		goto out;
	lock = git_dir_lock(worktree.place.common, err);
	if (lock < 0 || worktree_add(&worktree, commit, err) < 0)
		goto out;
	close(lock);
	lock = -1;
	rc = worktree.state == WORKTREE_COMPLETE
		     ? 0
		     : git_files_fill(config, worktree.place.path,
			       git_files_by_library(
				       config, worktree.repository, commit),
			       err);
out:
	if (lock >= 0)
		close(lock);
	worktree_close(&worktree);
	return rc;
}

/* NULL: complete, and no git holds a lock. */
static const char *worktree_complaint(const struct worktree_place *place)
{
	switch (worktree_place_state(place)) {
	case WORKTREE_COMPLETE:
		return worktree_place_is_locked(place)
			       ? "locked by a git that was killed"
			       : NULL;
	case WORKTREE_BEGUN:
	case WORKTREE_UNFILLED:
		return "never completed";
	case WORKTREE_FOREIGN:
		return "something else is in its place";
	case WORKTREE_NOTHING:
	case WORKTREE_DELETED:
		break;
	}
	return "deleted or moved away";
}

int worktree_check(const char *root, const char *name, struct err *err)
{
	struct worktree_place place;
	const char *complaint;
	int rc = worktree_place_open(&place, root, name, err);

	if (rc < 0)
		return rc;
	complaint = worktree_complaint(&place);
	if (complaint)
		rc = err_set(err, EXIT_NO, "cannot use worktree: '%s': %s",
			place.path, complaint);
	worktree_place_clear(&place);
	return rc;
}

/* Git's entry still has branch and index: only the files are made again. */
static int worktree_restore_files(
	const struct worktree *worktree, struct err *err)
{
	struct git_call call = {
		.config = worktree->config,
		.directory = worktree->place.path,
	};

	if (worktree_place_link(&worktree->place, err) < 0)
		return -1;
	return git_run(&call, err, "checkout-index", "--all", "--quiet",
		"--index", NULL);
}

/* The common case, a complete worktree, does not open the repository. */
int worktree_restore(const struct config *config, const char *root,
	const char *name, struct err *err)
{
	struct worktree worktree;
	char *tip = NULL;
	int rc;

	if (worktree_check(root, name, NULL) == 0)
		return 0;
	rc = worktree_open(&worktree, config, root, name, err);
	if (rc < 0)
		goto out;
	worktree_place_unlock(&worktree.place);
	tip = worktree_branch_read(&worktree, worktree.place.ref);
	if (worktree.state == WORKTREE_DELETED)
		rc = worktree_restore_files(&worktree, err);
	else if (worktree.state == WORKTREE_FOREIGN)
		rc = worktree_err_occupied(&worktree.place, err);
	else if (worktree.state != WORKTREE_COMPLETE && !tip)
		rc = err_set(err, EXIT_NO,
			"cannot repair worktree: branch '%s' is gone",
			worktree.place.branch);
	else if (worktree.state != WORKTREE_COMPLETE)
		rc = worktree_create(config, root, name, tip, err);
out:
	free(tip);
	worktree_close(&worktree);
	return rc;
}
