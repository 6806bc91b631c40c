/*
 * worktree_count - how much a task has changed
 */
#include <string.h>

#include "dispatcher/git/git.h"
#include "dispatcher/git/git_program.h"
#include "dispatcher/git/git_status.h"

/* Names that each end with NUL. */
static int64_t count_names(const struct str *names)
{
	int64_t count = 0;

	for (size_t i = 0; i < names->len; i++)
		count += names->text[i] == '\0';
	return count;
}

static int64_t count_untracked(const struct git_status *status)
{
	int64_t count = 0;

	for (size_t i = 0; i < status->count; i++)
		count += status->items[i].letter == '?';
	return count;
}

int worktree_count(const struct config *config, int64_t *files,
	const char *worktree, const char *base_commit, struct err *err)
{
	struct str names = STR_INIT;
	struct git_call call = {
		.config = config, .directory = worktree, .out = &names
	};
	struct git_status status;
	int rc = git_status_read(config, &status, worktree, err);

	if (rc < 0)
		goto out;
	*files = (int64_t)status.count;
	if (!status.head || !strcmp(status.head, base_commit))
		goto out;
	/* One name, however often it was committed and changed again. */
	rc = git_run(&call, err, "diff", "--name-only", "-z", "--no-renames",
		"--no-ext-diff", base_commit, "--", NULL);
	*files = count_names(&names) + count_untracked(&status);
out:
	if (rc < 0)
		err_prefix(err, "cannot count what changed in '%s'", worktree);
	git_status_clear(&status);
	str_clear(&names);
	return rc;
}
