/*
 * worktree_mend_commits - HEAD and branch lead to a commit that is whole
 *
 * After a power cut a ref may be empty or lead to an object that never came to
 * the disk. The logs of HEAD and of the branch say where they were before: the
 * newest of those commits that is whole, with all its files, is gone back to.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "dispatcher/worktree/worktree_fault.h"
#include "dispatcher/worktree/worktree_mend_parts.h"

#define LOG_BYTES ((size_t)1 << 20)
#define HEX       "0123456789abcdef"
/* More than so many commits that are damaged in a row: it is hopeless. */
#define MOST_TRIED 100

/* In the main worktree: this one may not even be there. */
static bool is_whole(const struct mend *mend, const char *commit)
{
	return worktree_commit_is_whole(
		mend->to->config, mend->to->root, commit);
}

/* "OLD NEW WHO …": NEW, if the line is one. */
static char *new_of(const char *line)
{
	const char *new = strchr(line, ' ');
	size_t len = new ? strspn(new + 1, HEX) : 0;

	return len == 40 || len == 64 ? mem_copy_bytes(new + 1, len) : NULL;
}

/* The newest whole commit of a log; the caller frees it. */
static char *last_whole(const struct mend *mend, const char *log)
{
	char *text = NULL, *found = NULL, *end;
	size_t len = 0;
	int tried = 0;

	if (file_read_tail(&text, &len, log, LOG_BYTES, NULL) < 0)
		return NULL;
	for (end = text + len; end > text && !found && tried < MOST_TRIED;) {
		char *line, *commit;

		*--end = '\0';
		line = memrchr(text, '\n', (size_t)(end - text));
		line = line ? line + 1 : text;
		commit = new_of(line);
		end = line;
		tried += commit != NULL;
		if (commit && is_whole(mend, commit))
			found = commit;
		else
			free(commit);
	}
	free(text);
	return found;
}

static char *find_whole(const struct mend *mend)
{
	char *own = mem_format("%s/logs/HEAD", mend->place.admin);
	char *branch =
		mem_format("%s/logs/%s", mend->place.common, mend->place.ref);
	char *found = last_whole(mend, own);
	const char *base = mend->to->base_commit;

	if (!found)
		found = last_whole(mend, branch);
	/* A worktree that is all gone was taken away on purpose. */
	if (!found && base && mend_has_directory(mend->place.admin) &&
		is_whole(mend, base))
		found = mem_copy(base);
	free(own);
	free(branch);
	return found;
}

/* Git does not move a ref that it cannot read. */
static int set_branch(struct mend *mend, const char *commit, struct err *err)
{
	char *file = mem_format("%s/%s", mend->place.common, mend->place.ref);
	struct git_call call = mend->call;
	int rc = 0;

	call.directory = mend->to->root;
	if (unlink(file) < 0 && errno != ENOENT)
		rc = err_sys(err, "cannot remove '%s'", file);
	if (!rc)
		rc = git_run(&call, err, "update-ref", "-m",
			"reeve: back to the last commit that is whole",
			mend->place.ref, commit, NULL);
	free(file);
	return rc;
}

static int set_head(const struct mend *mend, struct err *err)
{
	char *path = mem_format("%s/HEAD", mend->place.admin);
	char *line = mem_format("ref: %s\n", mend->place.ref);
	int rc = file_replace(path, line, strlen(line), FILE_NO_SYNC, err);

	free(line);
	free(path);
	return rc;
}

/* The index is of the commit that is gone: it goes with it. */
static int go_back(struct mend *mend, struct err *err)
{
	const struct worktree_place *place = &mend->place;
	bool there = mend_has_directory(place->path) &&
		     mend_has_directory(place->admin);
	char *commit = find_whole(mend);
	int rc = 0;

	if (!commit)
		return err_set(err, EXIT_NO,
			"branch '%s' is gone or damaged, and no commit in its "
			"logs is whole",
			place->branch);
	if (there)
		rc = mend_save_files(mend, commit, err);
	if (!rc)
		rc = set_branch(mend, commit, err);
	if (!rc && mend_has_directory(place->admin))
		rc = set_head(mend, err);
	if (!rc)
		argv_addf(&mend->to->done,
			"its branch led to a commit that is missing or "
			"damaged: back to the last one that is whole, %.12s",
			commit);
	mend->index_is_gone = there;
	free(commit);
	return rc;
}

/* The branch is sound, but what HEAD names is not. */
static int come_home(struct mend *mend, struct err *err)
{
	int rc = mend_save_files(mend, mend->place.ref, err);

	if (!rc)
		rc = set_head(mend, err);
	if (!rc)
		argv_add(&mend->to->done,
			"its HEAD led to a commit that is missing or damaged: "
			"it is on its branch again");
	mend->index_is_gone = true;
	return rc;
}

int mend_commits(struct mend *mend, struct err *err)
{
	const struct worktree_place *place = &mend->place;

	if (!is_whole(mend, place->ref))
		return go_back(mend, err);
	if (!mend_has_directory(place->path) ||
		!mend_has_directory(place->admin) ||
		worktree_commit_is_whole(mend->to->config, place->path, "HEAD"))
		return 0;
	return come_home(mend, err);
}
