/*
 * reeve resume - start the next run of a task now
 */
#include "cli/ask.h"
#include "cli/command.h"

static int resume_run(struct call *call, struct err *err)
{
	return ask_for_next_run("resume", NULL, call, err);
}

const struct command command_resume = {
	.name = "resume",
	.usage = "ID",
	.summary = "start the next run of a task now, where the last one ended",
	.details =
		"Conversation and worktree are kept; the budgets start again.",
	.min_words = 1,
	.max_words = 1,
	.run = resume_run,
};
