/*
 * reeve stop - stop a task
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
	.summary = "stop a task; `reeve resume` continues it",
	.min_words = 1,
	.max_words = 1,
	.run = stop_run,
};
