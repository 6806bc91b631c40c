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

#include "base/mem.h"
#include "dispatcher/git.h"
#include "dispatcher/git_dir.h"
#include "dispatcher/git_files.h"
#include "dispatcher/git_library.h"
#include "dispatcher/git_program.h"
#include "dispatcher/worktree_place.h"

#define EXCLUDED "/.worktrees/"

/* What one call works with. */
struct work {
	const struct config *config;
	const char *root;
	struct worktree_place place;
	git_repository *repository; /* NULL: libgit2 cannot open it */
	enum worktree_found found;
};

static int work_open(struct work *work, const struct config *config,
	const char *root, const char *name, struct err *err)
{
	*work = (struct work){ .config = config, .root = root };
	if (worktree_place_open(&work->place, root, name, err) < 0)
		return -1;
	git_library_open(&work->repository, root, 0);
	work->found = worktree_place_look(&work->place);
	return 0;
}

/* errno survives: it tells callers what kind of error it was. */
static void work_close(struct work *work)
{
	int saved = errno;

	git_repository_free(work->repository);
	worktree_place_clear(&work->place);
	errno = saved;
}

static int run_git(const struct work *work, struct str *out, int *status,
	const char *const arguments[4], struct err *err)
{
	struct git_call call = {
		.config = work->config,
		.directory = work->root,
		.out = out,
		.status = status,
	};

	return git_run(&call, err, arguments[0], arguments[1], arguments[2],
		arguments[3], NULL);
}

/* The commit a branch is at, or NULL when there is no such branch. */
static char *branch_read(const struct work *work, const char *ref)
{
	const char *arguments[4] = { "rev-parse", "-q", "--verify", ref };
	struct str out = STR_INIT;
	char hex[GIT_OID_HEXSZ + 1];
	git_oid oid;
	int status = 0;

	if (work->repository) {
		if (git_reference_name_to_id(&oid, work->repository, ref) != 0)
			return NULL;
		return mem_copy(git_oid_tostr(hex, sizeof(hex), &oid));
	}
	if (run_git(work, &out, &status, arguments, NULL) < 0 || status) {
		str_clear(&out);
		return NULL;
	}
	git_chomp(&out);
	return str_take(&out);
}

/* Never moves one that is there. */
static int branch_make(
	const struct work *work, const char *commit, struct err *err)
{
	const char *arguments[4] = { "update-ref", work->place.ref, commit,
		"" };
	git_reference *made = NULL;
	git_oid oid;
	int rc = 0;

	if (!work->repository)
		return run_git(work, NULL, NULL, arguments, err);
	if (git_oid_fromstr(&oid, commit) != 0 ||
		git_reference_create(&made, work->repository, work->place.ref,
			&oid, 0, "reeve: worktree") != 0)
		rc = err_library(
			err, "cannot make branch '%s'", work->place.branch);
	git_reference_free(made);
	return rc;
}

static void branch_delete(const struct work *work)
{
	const char *arguments[4] = { "update-ref", "-d", work->place.ref,
		"--" };
	git_reference *branch = NULL;

	if (!work->repository)
		run_git(work, NULL, NULL, arguments, NULL);
	else if (git_reference_lookup(
			 &branch, work->repository, work->place.ref) == 0)
		git_reference_delete(branch);
	git_reference_free(branch);
}

static int taken(struct err *err, const char *what, const char *subject)
{
	err_set(err, EXIT_WRONG_USE, "cannot make worktree: %s '%s' exists",
		what, subject);
	errno = EEXIST;
	return err_hint(err, "another name, or git worktree remove and git "
			     "branch -d");
}

static int place_taken(struct err *err, const struct worktree_place *place)
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
