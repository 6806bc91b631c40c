/*
 * worktree_reset - set a worktree back to a commit: see worktree.h
 *
 * Commits of branch and HEAD beyond that commit are kept under a ref first.
 * Then the operations that the last run left in progress are quit, and at last
 * the files follow. A repository that an agent has made inside its worktree
 * stays: `git clean` with one -f leaves it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_operation.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/git/git_status.h"
#include "dispatcher/git/saved_ref.h"
#include "dispatcher/worktree/worktree.h"

/*
 * Keeps the commit of `revision` unless `commit` has it in its history. A
 * revision that names none (the branch is gone) has nothing to keep.
 */
static int reset_keep_commits(const struct git_call *about, const char *name,
	const char *revision, const char *commit, struct err *err)
{
	struct git_call call = *about;
	int status = 0, rc;
	char *ref = NULL, *id;

	call.status = &status;
	id = git_line(
		&call, err, "rev-parse", "-q", "--verify", revision, NULL);
	if (!id)
		return status ? 0 : -1;
	rc = git_run(
		&call, err, "merge-base", "--is-ancestor", id, commit, NULL);
	if (!rc && status != 0)
		rc = saved_ref_keep(
			call.config, &ref, call.directory, name, id, err);
	free(ref);
	free(id);
	return rc;
}

/*
 * An error where a file of `commit` belongs at the path of the repository
 * `path`, or of a directory that it lies in: the checkout would remove it.
 */
static int reset_check_inside(const struct git_call *about, const char *commit,
	const char *path, struct err *err)
{
	struct git_call call = *about;
	struct str out = STR_INIT;
	char *part = mem_copy(path);
	int rc = 0;

	call.out = &out;
	for (size_t at = 1; !rc && path[at - 1]; at++) {
		if (path[at] != '/' && path[at] != '\0')
			continue;
		part[at] = '\0';
		str_reset(&out);
		rc = git_run(&call, err, "ls-tree", "--full-tree", commit, "--",
			part, NULL);
		if (!rc && strstr(str_text(&out), " blob "))
			rc = err_set(err, EXIT_NO,
				"the repository '%s' inside of it is in the "
				"place of a file",
				path);
		part[at] = path[at];
	}
	free(part);
	str_clear(&out);
	return rc;
}

static int reset_check_insides(
	const struct git_call *call, const char *commit, struct err *err)
{
	struct git_status status;
	int rc = git_status_read(call->config, &status, call->directory, err);

	for (size_t i = 0; !rc && i < status.count; i++)
		if (status.items[i].inside)
			rc = reset_check_inside(
				call, commit, status.items[i].path, err);
	git_status_clear(&status);
	return rc;
}

/* All files are those of the commit; repositories inside go to `left`. */
static int reset_check_result(
	const struct git_call *call, struct argv *left, struct err *err)
{
	struct git_status status;
	int rc = git_status_read(call->config, &status, call->directory, err);

	for (size_t i = 0; !rc && i < status.count; i++) {
		if (!status.items[i].inside)
			rc = err_set(err, EXIT_NO, "'%s' is still changed",
				status.items[i].path);
		else if (left)
			argv_add(left, status.items[i].path);
	}
	git_status_clear(&status);
	return rc;
}

static int reset_files(const struct git_call *call, const char *git_dir,
	const char *name, const char *commit, struct err *err)
{
	char *branch = worktree_branch(name);
	char *ref = mem_format("refs/heads/%s", branch);
	char *workers = mem_format(
		"checkout.workers=%d", (int)call->config->git_checkout_workers);
	char *lock = mem_format("%s/index.lock", git_dir);
	int rc = -1;

	/* No program runs here now, so a git that was killed has left it. */
	unlink(lock);
	if (reset_check_insides(call, commit, err) < 0 ||
		reset_keep_commits(call, name, "HEAD", commit, err) < 0 ||
		reset_keep_commits(call, name, ref, commit, err) < 0 ||
		git_operations_quit(call, git_dir, err) < 0)
		goto out;
	rc = git_run(call, err, "-c", workers, "checkout", "-q", "-f",
		"--no-track", "-B", branch, commit, "--", NULL);
	if (!rc)
		rc = git_run(call, err, "clean", "-q", "-f", "-d", NULL);
out:
	free(lock);
	free(workers);
	free(ref);
	free(branch);
	return rc;
}

int worktree_reset(const struct config *config, struct argv *left,
	const char *worktree, const char *name, const char *commit,
	struct err *err)
{
	struct git_call call = { .config = config, .directory = worktree };
	char *git_dir = git_dir_of(worktree);
	int rc;

	if (!git_dir)
		return err_sys(err, "cannot reset worktree '%s'", worktree);
	rc = reset_files(&call, git_dir, name, commit, err);
	if (!rc)
		rc = reset_check_result(&call, left, err);
	if (rc < 0)
		err_prefix(err, "cannot reset worktree '%s'", worktree);
	free(git_dir);
	return rc;
}
