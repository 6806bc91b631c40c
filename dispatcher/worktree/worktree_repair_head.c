/*
 * worktree_repair_head - branch, HEAD and operations in progress: see
 * worktree_repair_parts.h
 *
 * After a power cut a ref may be empty or lead to an object that was never
 * written. The logs of HEAD and of the branch say where they were before: the
 * newest of those commits that is intact, with all its files, is used.
 *
 * Operations are ended, and HEAD is put back on the branch, only after git has
 * failed an agent: in any other case a merge in progress is the agent's own
 * work, and so is a branch that it has changed to.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/git/git_operation.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "dispatcher/worktree/worktree_repair_parts.h"

#define LOG_BYTES ((size_t)1 << 20)
/* Damaged commits in one log, after which the log is given up. */
#define LOG_MAX_TRIES 100

/* Asks in the main worktree: this one may not exist. */
static bool repair_commit_is_whole(
	const struct repair *repair, const char *commit)
{
	return worktree_commit_is_whole(
		repair->to->config, repair->to->root, commit);
}

/* NEW of a log's line "OLD NEW WHO …"; the caller frees it, NULL: none. */
static char *log_line_commit(const char *line)
{
	const char *new = strchr(line, ' ');
	size_t len = new ? git_commit_name_length(new + 1) : 0;

	return len ? mem_copy_bytes(new + 1, len) : NULL;
}

/* The newest intact commit of a log, from its end; the caller frees it. */
static char *log_find_whole(const struct repair *repair, const char *log)
{
	char *text = NULL, *found = NULL, *end;
	size_t len = 0;
	int tries = 0;

	if (file_read_tail(&text, &len, log, LOG_BYTES, NULL) < 0)
		return NULL;
	for (end = text + len; end > text && !found && tries < LOG_MAX_TRIES;) {
		char *line, *commit;

		*--end = '\0';
		line = memrchr(text, '\n', (size_t)(end - text));
		line = line ? line + 1 : text;
		commit = log_line_commit(line);
		end = line;
		tries += commit != NULL;
		if (commit && repair_commit_is_whole(repair, commit))
			found = commit;
		else
			free(commit);
	}
	free(text);
	return found;
}

/*
 * The commit to go back to; the caller frees it, NULL: none. The base is used
 * only where git's entry exists: a worktree without one was removed on purpose.
 */
static char *repair_find_whole(const struct repair *repair)
{
	const struct worktree_place *place = &repair->place;
	char *own = mem_format("%s/logs/HEAD", place->admin);
	char *branch = mem_format("%s/logs/%s", place->common, place->ref);
	const char *base = repair->to->base_commit;
	char *found = log_find_whole(repair, own);

	if (!found)
		found = log_find_whole(repair, branch);
	if (!found && base && directory_exists(place->admin) &&
		repair_commit_is_whole(repair, base))
		found = mem_copy(base);
	free(own);
	free(branch);
	return found;
}

/* The ref's file is removed first: git does not move a ref it cannot read. */
static int repair_set_branch(
	struct repair *repair, const char *commit, struct err *err)
{
	const struct worktree_place *place = &repair->place;
	char *file = mem_format("%s/%s", place->common, place->ref);
	struct git_call call = repair->call;
	int rc = 0;

	call.directory = repair->to->root;
	if (unlink(file) < 0 && errno != ENOENT)
		rc = err_sys(err, "cannot remove '%s'", file);
	if (!rc)
		rc = git_run(&call, err, "update-ref", "-m",
			"reeve: back to the last intact commit", place->ref,
			commit, NULL);
	free(file);
	return rc;
}

/* Written as a file: git does not change a HEAD that it cannot read. */
static int repair_set_head(const struct repair *repair, struct err *err)
{
	const struct worktree_place *place = &repair->place;

	return git_dir_write_line(
		place->admin, "HEAD", "ref: ", place->ref, err);
}

/* The index belongs to the commit that is gone: it is made again. */
static int repair_go_back(struct repair *repair, struct err *err)
{
	const struct worktree_place *place = &repair->place;
	bool there =
		directory_exists(place->path) && directory_exists(place->admin);
	char *commit = repair_find_whole(repair);
	int rc = 0;

	if (!commit)
		return err_set(err, EXIT_NO,
			"branch '%s' is gone or damaged, and no commit in its "
			"logs is intact",
			place->branch);
	if (there)
		rc = repair_save_files(repair, commit, err);
	if (!rc)
		rc = repair_set_branch(repair, commit, err);
	if (!rc && directory_exists(place->admin))
		rc = repair_set_head(repair, err);
	if (!rc)
		argv_addf(&repair->to->done,
			"the branch led to a commit that is missing or "
			"damaged: set back to the last intact commit, %.12s",
			commit);
	repair->index_is_gone = there;
	free(commit);
	return rc;
}

/* The branch is intact, but HEAD names another commit, which is not. */
static int repair_leave_damaged_head(struct repair *repair, struct err *err)
{
	int rc = repair_save_files(repair, repair->place.ref, err);

	if (!rc)
		rc = repair_set_head(repair, err);
	if (!rc)
		argv_add(&repair->to->done,
			"HEAD led to a commit that is missing or damaged: set "
			"to the branch");
	repair->index_is_gone = true;
	return rc;
}

int repair_commits(struct repair *repair, struct err *err)
{
	const struct worktree_place *place = &repair->place;

	if (!repair_commit_is_whole(repair, place->ref))
		return repair_go_back(repair, err);
	if (!directory_exists(place->path) || !directory_exists(place->admin) ||
		worktree_commit_is_whole(
			repair->to->config, place->path, "HEAD"))
		return 0;
	return repair_leave_damaged_head(repair, err);
}

/* The commit of HEAD; the caller frees it, NULL: none. */
static char *repair_read_head(const struct repair *repair)
{
	return git_line(
		&repair->call, NULL, "rev-parse", "--verify", "HEAD", NULL);
}

/* Only HEAD leads to the commits of a rebase in progress. */
static int repair_keep_head(struct repair *repair, struct err *err)
{
	char *head = repair_read_head(repair);
	int rc = head ? repair_keep_commit(repair, head, err) : 0;

	free(head);
	return rc;
}

/*
 * Where changed files keep git from ending the operation, they are reset and
 * git is asked again: the work is saved by then.
 */
static int repair_end_operation(struct repair *repair,
	const struct git_operation *operation, struct err *err)
{
	const char *command = operation->command, *abort = operation->abort;
	int status = 0, rc = repair_save(repair, err);
	struct git_call call = repair->call;

	call.status = &status;
	if (!rc && operation->has_commits)
		rc = repair_keep_head(repair, err);
	if (!rc)
		rc = git_run(&call, err, command, abort, NULL);
	if (!rc && status != 0)
		rc = git_run(&repair->call, err, "reset", "-q", "--hard", NULL);
	if (!rc && status != 0)
		rc = git_run(&repair->call, err, command, abort, NULL);
	if (!rc)
		argv_addf(&repair->to->done,
			"%s was in progress: ended (git %s %s)",
			operation->name, command, abort);
	return rc;
}

/* The branch is moved to HEAD's commit, and HEAD to it: no file changes. */
static int repair_move_branch(
	const struct repair *repair, const char *head, struct err *err)
{
	const char *ref = repair->place.ref;

	if (git_run(&repair->call, err, "update-ref", "-m",
		    "reeve: the commits of a HEAD elsewhere", ref, head,
		    NULL) < 0)
		return -1;
	return git_run(&repair->call, err, "symbolic-ref", "HEAD", ref, NULL);
}

/* The branch is checked out, by force where the saved files are in the way. */
static int repair_checkout_branch(
	struct repair *repair, const char *head, struct err *err)
{
	const char *branch = repair->place.branch;
	struct git_call call = repair->call;
	int status = 0;

	if (repair_save(repair, err) < 0 ||
		repair_keep_commit(repair, head, err) < 0)
		return -1;
	call.status = &status;
	if (git_run(&call, err, "checkout", "-q", branch, "--", NULL) < 0)
		return -1;
	if (status == 0)
		return 0;
	return git_run(
		&repair->call, err, "checkout", "-q", "-f", branch, "--", NULL);
}

/* `at` is the ref that HEAD names; NULL: it is detached. */
static int repair_leave_other_head(
	struct repair *repair, const char *at, struct err *err)
{
	const char *ref = repair->place.ref;
	char *head = repair_read_head(repair);
	bool ahead = head && git_run(&repair->call, NULL, "merge-base",
				     "--is-ancestor", ref, head, NULL) == 0;
	char *where = at ? mem_format("on '%s'", at) : mem_copy("detached");
	int rc = -1;

	if (!head)
		err_set(err, EXIT_NO, "HEAD leads to no commit");
	else if (ahead)
		rc = repair_move_branch(repair, head, err);
	else
		rc = repair_checkout_branch(repair, head, err);
	if (!rc)
		argv_addf(&repair->to->done, "HEAD was %s: %s", where,
			ahead ? "the branch has those commits now"
			      : "set to the branch");
	free(where);
	free(head);
	return rc;
}

int repair_head(struct repair *repair, struct err *err)
{
	const struct git_operation *operation;
	size_t index = 0;
	char *at;
	int rc = 0;

	while ((operation = git_operation_next(repair->place.admin, &index)))
		if (repair_end_operation(repair, operation, err) < 0)
			return -1;
	at = git_line(&repair->call, NULL, "symbolic-ref", "-q", "HEAD", NULL);
	if (!at || strcmp(at, repair->place.ref) != 0)
		rc = repair_leave_other_head(repair, at, err);
	free(at);
	return rc;
}
