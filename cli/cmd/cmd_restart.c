/*
 * reeve restart - save a task's work, and begin again from the base
 */
#include "cli/ask.h"
#include "cli/command.h"

static int restart_run(struct call *call, struct err *err)
{
	return ask_to_go_on("restart", NULL, call, err);
}

const struct command command_restart = {
	.name = "restart",
	.usage = "ID",
	.summary = "save a task's work, and begin again from the base",
	.details = "What was not committed is kept in refs/reeve/saved/.",
	.min_words = 1,
	.max_words = 1,
	.run = restart_run,
};
