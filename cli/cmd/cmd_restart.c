/*
 * reeve restart - save a task's work, and start again from its base
 */
#include "cli/ask.h"
#include "cli/command.h"

static int restart_run(struct call *call, struct err *err)
{
	return ask_for_next_run("restart", NULL, call, err);
}

const struct command command_restart = {
	.name = "restart",
	.usage = "ID",
	.summary = "save a task's work, and start again from its base",
	.details = "Uncommitted work is saved to refs/reeve/saved/.",
	.min_words = 1,
	.max_words = 1,
	.run = restart_run,
};
