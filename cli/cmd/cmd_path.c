/*
 * reeve path - print an agent's directory: cd "$(reeve path 12)"
 */
#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/command.h"

static int path_run(struct call *call, struct err *err)
{
	cJSON *answer = NULL;
	const char *worktree;
	int status = EXIT_DONE;

	if (ask_show(call->globals, call->words[0], &answer, err) < 0)
		return -1;
	worktree = json_text(ask_task(answer), "worktree");
	if (worktree)
		printf("%s\n", worktree);
	if (!worktree || access(worktree, F_OK) < 0)
		status = err_set(err, EXIT_NO,
			"no worktree: '%s': the directory does not exist",
			worktree ? worktree : call->words[0]);
	cJSON_Delete(answer);
	return status;
}

const struct command command_path = {
	.name = "path",
	.usage = "ID",
	.summary = "print the directory of an agent's worktree",
	.min_words = 1,
	.max_words = 1,
	.run = path_run,
};
