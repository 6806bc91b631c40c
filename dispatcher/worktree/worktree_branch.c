/*
 * worktree_branch - an agent's worktree and its branch: see worktree_branch.h
 *
 * By libgit2, which takes microseconds; by `git` where libgit2 cannot open the
 * repository.
 */
#include "dispatcher/worktree/worktree_branch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dispatcher/git/git_library.h"
#include "dispatcher/git/git_program.h"

int worktree_open(struct worktree *worktree, const struct config *config,
	const char *root, const char *name, struct err *err)
{
	*worktree = (struct worktree){ .config = config, .root = root };
	if (worktree_place_open(&worktree->place, root, name, err) < 0)
		return -1;
	git_library_open(&worktree->repository, root, 0);
	worktree->state = worktree_place_state(&worktree->place);
	return 0;
}

void worktree_close(struct worktree *worktree)
{
	int saved = errno;

	git_repository_free(worktree->repository);
	worktree_place_clear(&worktree->place);
	errno = saved;
}

int worktree_err_exists(struct err *err, const char *what, const char *subject)
{
	err_set(err, EXIT_WRONG_USE, "cannot make worktree: %s '%s' exists",
		what, subject);
	errno = EEXIST;
	return err_hint(err, "another name, or git worktree remove and git "
			     "branch -d");
}

char *worktree_branch_read(const struct worktree *worktree, const char *ref)
{
	struct git_call call = {
		.config = worktree->config,
		.directory = worktree->root,
	};
	char hex[GIT_OID_HEXSZ + 1];
	git_oid oid;

	if (!worktree->repository)
		return git_line(
			&call, NULL, "rev-parse", "-q", "--verify", ref, NULL);
	if (git_reference_name_to_id(&oid, worktree->repository, ref) != 0)
		return NULL;
	return mem_copy(git_oid_tostr(hex, sizeof(hex), &oid));
}

/* Fails where the branch exists: a branch of somebody else never moves. */
static int worktree_branch_make(
	const struct worktree *worktree, const char *commit, struct err *err)
{
	const struct worktree_place *place = &worktree->place;
	struct git_call call = {
		.config = worktree->config,
		.directory = worktree->root,
	};
	git_reference *made = NULL;
	git_oid oid;
	int rc = 0;

	if (!worktree->repository)
		return git_run(
			&call, err, "update-ref", place->ref, commit, "", NULL);
	if (git_oid_fromstr(&oid, commit) != 0 ||
		git_reference_create(&made, worktree->repository, place->ref,
			&oid, 0, "reeve: worktree") != 0)
		rc = git_library_err(
			err, "cannot make branch '%s'", place->branch);
	git_reference_free(made);
	return rc;
}

int worktree_branch_claim(const struct worktree *worktree, const char *commit,
	bool *made, struct err *err)
{
	const struct worktree_place *place = &worktree->place;
	char *tip = worktree_branch_read(worktree, place->ref), *owner = NULL;
	int rc = 0;

	*made = false;
	if (!tip) {
		rc = worktree_branch_make(worktree, commit, err);
		*made = rc == 0;
	} else if (strcmp(tip, commit) != 0) {
		rc = worktree_err_exists(err, "branch", place->branch);
	} else if ((owner = worktree_place_owner(place))) {
		err_set(err, EXIT_WRONG_USE,
			"cannot make worktree: branch '%s' is checked out in "
			"'%s'",
			place->branch, owner);
		rc = err_hint(err, "another branch there, or another name");
	}
	free(owner);
	free(tip);
	return rc;
}

void worktree_branch_delete(const struct worktree *worktree)
{
	struct git_call call = {
		.config = worktree->config,
		.directory = worktree->root,
	};
	git_reference *branch = NULL;

	if (!worktree->repository)
		git_run(&call, NULL, "update-ref", "-d", worktree->place.ref,
			"--", NULL);
	else if (git_reference_lookup(&branch, worktree->repository,
			 worktree->place.ref) == 0)
		git_reference_delete(branch);
	git_reference_free(branch);
}
