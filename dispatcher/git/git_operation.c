/*
 * git_operation - operations that git has not ended: see git_operation.h
 */
#include "dispatcher/git/git_operation.h"

#include "dispatcher/git/git_dir.h"

/*
 * `git am` and `git rebase` share rebase-apply; the file `applying` tells an am.
 * A checkout with --force ends cherry-pick, revert and merge by itself. A bisect
 * that is reset returns to its first branch unless it is told to stay at HEAD.
 */
static const struct git_operation git_operations[] = {
	{ "rebase-merge", "a rebase", "rebase", "--abort", { "--quit" }, true },
	{ "rebase-apply/applying", "an am", "am", "--abort", { "--quit" },
		true },
	{ "rebase-apply", "a rebase", "rebase", "--abort", { "--quit" }, true },
	{ "CHERRY_PICK_HEAD", "a cherry-pick", "cherry-pick", "--abort",
		{ NULL }, false },
	{ "REVERT_HEAD", "a revert", "revert", "--abort", { NULL }, false },
	{ "MERGE_HEAD", "a merge", "merge", "--abort", { NULL }, false },
	{ "BISECT_START", "a bisect", "bisect", "reset", { "reset", "HEAD" },
		false },
};

const struct git_operation *git_operation_next(
	const char *git_dir, size_t *index)
{
	size_t count = sizeof(git_operations) / sizeof(*git_operations);

	while (*index < count) {
		const struct git_operation *operation =
			&git_operations[(*index)++];

		if (git_dir_has(git_dir, operation->file))
			return operation;
	}
	return NULL;
}

int git_operations_quit(
	const struct git_call *call, const char *git_dir, struct err *err)
{
	const struct git_operation *operation;
	size_t index = 0;

	while ((operation = git_operation_next(git_dir, &index)))
		if (operation->quit[0] && git_run(call, err, operation->command,
						  operation->quit[0],
						  operation->quit[1], NULL) < 0)
			return -1;
	return 0;
}
