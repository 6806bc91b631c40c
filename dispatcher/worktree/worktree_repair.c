/*
 * worktree_repair - whether a worktree is in order, and back if it is not: see
 * git.h
 */
#include <stdlib.h>

#include "dispatcher/git/git_program.h"
#include "dispatcher/worktree/worktree_parts.h"

/* What is wrong with it, in words; NULL: nothing. */
static const char *fault_of(const struct worktree_place *place)
{
	switch (worktree_place_look(place)) {
	case WORKTREE_WHOLE:
		return worktree_place_is_locked(place)
			       ? "locked by a git that did not end"
			       : NULL;
	case WORKTREE_BEGUN:
	case WORKTREE_UNFILLED:
		return "it never was complete";
	case WORKTREE_OTHER:
		return "something else is in its place";
	case WORKTREE_NOTHING:
	case WORKTREE_DELETED:
		break;
	}
	return "it was deleted or moved away";
}

int worktree_check(const char *root, const char *name, struct err *err)
{
	struct worktree_place place;
	const char *fault;
	int rc = worktree_place_open(&place, root, name, err);

	if (rc < 0)
		return rc;
	fault = fault_of(&place);
	if (fault)
		rc = err_set(err, EXIT_NO, "cannot use worktree: '%s': %s",
			place.path, fault);
	worktree_place_clear(&place);
	return rc;
}

/* Its entry still knows branch and index: only the files come back. */
static int restore_files(const struct work *work, struct err *err)
{
	struct git_call call = {
		.config = work->config,
		.directory = work->place.path,
	};

	if (worktree_place_link(&work->place, err) < 0)
		return -1;
	return git_run(&call, err, "checkout-index", "--all", "--quiet",
		"--index", NULL);
}

int worktree_repair(const struct config *config, const char *root,
	const char *name, struct err *err)
{
	struct work work;
	char *tip = NULL;
	int rc;

	/* The common case, without opening the repository. */
	if (worktree_check(root, name, NULL) == 0)
		return 0;
	rc = work_open(&work, config, root, name, err);
	if (rc < 0)
		goto out;
	worktree_place_unlock(&work.place);
	tip = branch_read(&work, work.place.ref);
	if (work.found == WORKTREE_DELETED)
		rc = restore_files(&work, err);
	else if (work.found == WORKTREE_OTHER)
		rc = place_taken(err, &work.place);
	else if (work.found != WORKTREE_WHOLE && !tip)
		rc = err_set(err, EXIT_NO,
			"cannot repair worktree: branch '%s' is gone",
			work.place.branch);
	else if (work.found != WORKTREE_WHOLE)
		rc = worktree_create(config, root, name, tip, err);
out:
	free(tip);
	work_close(&work);
	return rc;
}
