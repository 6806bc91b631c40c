/*
 * reeve stop - end a task's run, and leave the task until somebody asks
 */
#include "cli/ask.h"
#include "cli/command.h"

static int stop_run(struct call *call, struct err *err)
{
	cJSON *request = ask_new("stop", call->words[0]);

	ask_add_by(request);
	return ask_and_print(call->globals, request, err);
}

const struct command command_stop = {
	.name = "stop",
	.usage = "ID",
	.summary = "end a task's run, and leave the task until somebody asks",
	.min_words = 1,
	.max_words = 1,
	.run = stop_run,
};
