/*
 * worktree_mend_state - nothing is half done, and HEAD is on the branch
 *
 * Only after git has failed an agent: in any other case a merge that is half
 * done is the agent's own work, and so is a branch it has changed to.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dispatcher/git/git_dir.h"
#include "dispatcher/worktree/worktree_mend_parts.h"

/* What git may be in the middle of, by the file that shows it. */
static const struct unfinished {
	const char *file, *what;
	const char *command, *how;
} unfinished[] = {
	{ "rebase-merge", "a rebase", "rebase", "--abort" },
	{ "rebase-apply/applying", "an am", "am", "--abort" },
	{ "rebase-apply", "a rebase", "rebase", "--abort" },
	{ "CHERRY_PICK_HEAD", "a cherry-pick", "cherry-pick", "--abort" },
	{ "REVERT_HEAD", "a revert", "revert", "--abort" },
	{ "MERGE_HEAD", "a merge", "merge", "--abort" },
	{ "BISECT_START", "a bisect", "bisect", "reset" },
};

/* Commits of a half-done rebase are led to by nothing else. */
static int keep_head(struct mend *mend, struct err *err)
{
	char *head = mend_ask(mend, "rev-parse", "--verify", "HEAD");
	int rc = head ? mend_keep_commit(mend, head, err) : 0;

	free(head);
	return rc;
}

static int end_unfinished(
	struct mend *mend, const struct unfinished *half, struct err *err)
{
	int status = 0, rc = mend_save(mend, err);
	struct git_call call = mend->call;

	call.status = &status;
	if (!rc && !strncmp(half->file, "rebase", 6))
		rc = keep_head(mend, err);
	if (!rc)
		rc = git_run(&call, err, half->command, half->how, NULL);
	/* Saved it is: what stands in its way goes. */
	if (!rc && status != 0)
		rc = git_run(&mend->call, err, "reset", "-q", "--hard", NULL);
	if (!rc && status != 0)
		rc = git_run(&mend->call, err, half->command, half->how, NULL);
	if (!rc)
		argv_addf(&mend->to->done, "%s was half done: ended (%s %s)",
			half->what, half->command, half->how);
	return rc;
}

static int end_all(struct mend *mend, struct err *err)
{
	size_t count = sizeof(unfinished) / sizeof(*unfinished);

	for (size_t i = 0; i < count; i++)
		if (git_dir_has(mend->place.admin, unfinished[i].file) &&
			end_unfinished(mend, &unfinished[i], err) < 0)
			return -1;
	return 0;
}

/* Its branch takes up what HEAD has: no file changes. */
static int take_along(
	const struct mend *mend, const char *head, struct err *err)
{
	if (git_run(&mend->call, err, "update-ref", "-m",
		    "reeve: taken from a HEAD elsewhere", mend->place.ref, head,
		    NULL) < 0)
		return -1;
	return git_run(&mend->call, err, "symbolic-ref", "HEAD",
		mend->place.ref, NULL);
}

static int go_home(struct mend *mend, const char *head, struct err *err)
{
	struct git_call call = mend->call;
	int status = 0;

	if (mend_save(mend, err) < 0 || mend_keep_commit(mend, head, err) < 0)
		return -1;
	call.status = &status;
	if (git_run(&call, err, "checkout", "-q", mend->place.branch, "--",
		    NULL) < 0)
		return -1;
	if (status == 0)
		return 0;
	return git_run(&mend->call, err, "checkout", "-q", "-f",
		mend->place.branch, "--", NULL);
}

static bool has_in_history(
	const struct mend *mend, const char *commit, const char *head)
{
	struct git_call call = mend->call;
	int status = 0;

	call.status = &status;
	return git_run(&call, NULL, "merge-base", "--is-ancestor", commit, head,
		       NULL) == 0 &&
	       status == 0;
}

static int come_back(struct mend *mend, const char *at, struct err *err)
{
	char *head = mend_ask(mend, "rev-parse", "--verify", "HEAD");
	char *where = at ? mem_format("on '%s'", at) : mem_copy("detached");
	bool along = head && has_in_history(mend, mend->place.ref, head);
	int rc = -1;

	if (!head)
		err_set(err, EXIT_NO, "its HEAD leads to no commit");
	else if (along)
		rc = take_along(mend, head, err);
	else
		rc = go_home(mend, head, err);
	if (!rc)
		argv_addf(&mend->to->done, "its HEAD was %s: %s", where,
			along ? "its branch has those commits now"
			      : "it is on its branch again");
	free(where);
	free(head);
	return rc;
}

int mend_state(struct mend *mend, struct err *err)
{
	char *at;
	int rc;

	if (end_all(mend, err) < 0)
		return -1;
	at = mend_ask(mend, "symbolic-ref", "-q", "HEAD");
	rc = at && !strcmp(at, mend->place.ref) ? 0 : come_back(mend, at, err);
	free(at);
	return rc;
}
