/*
 * worktree_branch - the branch of a worktree: see worktree_parts.h
 *
 * By libgit2; by git itself where libgit2 cannot open the repository.
 */
#include <errno.h>

#include "base/mem.h"
#include "dispatcher/git/git_library.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/worktree/worktree_parts.h"

int work_open(struct work *work, const struct config *config, const char *root,
	const char *name, struct err *err)
{
	*work = (struct work){ .config = config, .root = root };
	if (worktree_place_open(&work->place, root, name, err) < 0)
		return -1;
	git_library_open(&work->repository, root, 0);
	work->found = worktree_place_look(&work->place);
	return 0;
}

void work_close(struct work *work)
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

char *branch_read(const struct work *work, const char *ref)
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

int branch_make(const struct work *work, const char *commit, struct err *err)
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

void branch_delete(const struct work *work)
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
