/*
 * worktree_reset - back to the base, with nothing lost on the way
 *
 * What the branch and HEAD hold beyond the new commit is kept under a ref
 * first. Then git is brought out of whatever the last run was in the middle
 * of, and at last the files follow. A repository that an agent made inside of
 * its worktree is not ours to delete: `git clean` with one -f leaves it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "dispatcher/git/git.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/git/git_status.h"
#include "dispatcher/git/saved_ref.h"

/* What a run may have been in the middle of, by the file that shows it. */
static const struct unfinished {
	const char *file;
	const char *command, *how, *what;
} unfinished[] = {
	{ "rebase-merge", "rebase", "--quit", NULL },
	{ "rebase-apply/applying", "am", "--quit", NULL },
	{ "rebase-apply", "rebase", "--quit", NULL },
	{ "BISECT_START", "bisect", "reset", "HEAD" },
};

static int leave_unfinished(
	const struct git_call *call, const char *git_dir, struct err *err)
{
	size_t count = sizeof(unfinished) / sizeof(*unfinished);

	for (size_t i = 0; i < count; i++)
		if (git_dir_has(git_dir, unfinished[i].file) &&
			git_run(call, err, unfinished[i].command,
				unfinished[i].how, unfinished[i].what,
				NULL) < 0)
			return -1;
	return 0;
}

/* Keeps what `revision` names, unless `commit` has it in its history. */
static int keep_commits(const struct git_call *about, const char *name,
	const char *revision, const char *commit, struct err *err)
{
	struct git_call call = *about;
	struct str id = STR_INIT;
	int status = 0, rc;
	char *ref = NULL;

	call.out = &id;
	call.status = &status;
	rc = git_run(&call, err, "rev-parse", "-q", "--verify", revision, NULL);
	if (rc < 0 || status != 0)
		goto out; /* no such branch: nothing to keep */
	git_chomp(&id);
	call.out = NULL;
	rc = git_run(&call, err, "merge-base", "--is-ancestor", str_text(&id),
		commit, NULL);
	if (!rc && status != 0)
		rc = saved_ref_keep(call.config, &ref, call.directory, name,
			str_text(&id), err);
out:
	free(ref);
	str_clear(&id);
	return rc;
}

/*
 * Whether a file of `commit` would have to take the place of the repository at
 * `path`, or of a directory it is in.
 */
static int check_inside(const struct git_call *about, const char *commit,
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

static int check_insides(
	const struct git_call *call, const char *commit, struct err *err)
{
	struct git_status status;
	int rc = git_status_read(call->config, &status, call->directory, err);

	for (size_t i = 0; !rc && i < status.count; i++)
		if (status.items[i].inside)
			rc = check_inside(
				call, commit, status.items[i].path, err);
	git_status_clear(&status);
	return rc;
}

/* All is as in the commit, but for repositories within, which go to `left`. */
static int check_result(
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

static int reset(const struct git_call *call, const char *git_dir,
	const char *name, const char *commit, struct err *err)
{
	char *branch = worktree_branch(name);
	char *ref = mem_format("refs/heads/%s", branch);
	char *workers = mem_format(
		"checkout.workers=%d", (int)call->config->git_checkout_workers);
	char *lock = mem_format("%s/index.lock", git_dir);
	int rc = -1;

	/* Left by a git that was killed: nothing runs here now. */
	unlink(lock);
	if (check_insides(call, commit, err) < 0 ||
		keep_commits(call, name, "HEAD", commit, err) < 0 ||
		keep_commits(call, name, ref, commit, err) < 0 ||
		leave_unfinished(call, git_dir, err) < 0)
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
	rc = reset(&call, git_dir, name, commit, err);
	if (!rc)
		rc = check_result(&call, left, err);
	if (rc < 0)
		err_prefix(err, "cannot reset worktree '%s'", worktree);
	free(git_dir);
	return rc;
}
