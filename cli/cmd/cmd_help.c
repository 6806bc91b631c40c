/*
 * reeve help - list the commands, or describe one
 */
#include "cli/help.h"

static int help_run(struct call *call, struct err *err)
{
	const struct command *command;

	if (!call->word_count) {
		help_print_all(call->commands);
		return EXIT_DONE;
	}
	command = command_find(call->commands, call->words[0]);
	if (!command) {
		err_set(err, EXIT_WRONG_USE, "no such command: '%s'",
			call->words[0]);
		return err_hint(err, "reeve help");
	}
	help_print_command(command);
	return EXIT_DONE;
}

const struct command command_help = {
	.name = "help",
	.usage = "[COMMAND]",
	.summary = "list the commands, or describe one",
	.max_words = 1,
	.run = help_run,
};
