/*
 * reeve resume - go on with a task at once, where it was
 */
#include "cli/ask.h"
#include "cli/command.h"

static int resume_run(struct call *call, struct err *err)
{
	return ask_to_go_on("resume", NULL, call, err);
}

const struct command command_resume = {
	.name = "resume",
	.usage = "ID",
	.summary = "go on with a task at once, where it was",
	.details =
		"The same conversation and worktree; its budgets count anew.",
	.min_words = 1,
	.max_words = 1,
	.run = resume_run,
};
