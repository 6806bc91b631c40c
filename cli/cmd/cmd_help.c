/*
 * reeve help - printed from the tables that are parsed by
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"

static void print_options(const struct option_row *row)
{
	for (; row && row->name; row++) {
		struct str left = STR_INIT;

		if (row->letter)
			str_addf(&left, "-%c, ", row->letter);
		else
			str_add(&left, "    ");
		str_addf(&left, "--%s", row->name);
		if (row->value)
			str_addf(&left, " %s", row->value);
		printf("  %-28s %s%s\n", str_text(&left), row->help,
			row->kind == OPTION_LIST ? " (may be given again)"
						 : "");
		str_clear(&left);
	}
}

static bool takes_duration(const struct option_row *row)
{
	for (; row && row->name; row++)
		if (row->kind == OPTION_DURATION)
			return true;
	return false;
}

void help_command(const struct command *command)
{
	printf("usage: reeve %s%s%s\n\n%s\n", command->name,
		command->usage[0] ? " " : "", command->usage, command->summary);
	if (command->alias)
		printf("also known as: %s\n", command->alias);
	if (command->details)
		printf("\n%s\n", command->details);
	if (command->options) {
		printf("\n");
		print_options(command->options);
	}
	if (takes_duration(command->options))
		printf("\nDUR is a time as 500ms, 90s, 5m, 1h or 2d.\n");
	printf("\n");
	print_options(global_options);
}

void help_all(void)
{
	printf("usage: reeve [--config FILE] [--state DIR] [-v] COMMAND …\n\n");
	for (size_t i = 0; commands[i]; i++)
		printf("  %-11s %s\n", commands[i]->name, commands[i]->summary);
	printf("\nID is a task's number, its agent's name, or the start of "
	       "one.\nMore: reeve help COMMAND\n");
}

static int help_run(struct call *call, struct err *err)
{
	const struct command *command;

	if (!call->word_count) {
		help_all();
		return EXIT_DONE;
	}
	command = command_find(call->words[0]);
	if (!command) {
		err_set(err, EXIT_WRONG_USE, "no such command: '%s'",
			call->words[0]);
		return err_hint(err, "reeve help");
	}
	help_command(command);
	return EXIT_DONE;
}

const struct command command_help = {
	.name = "help",
	.usage = "[COMMAND]",
	.summary = "what there is, or everything about one command",
	.max_words = 1,
	.run = help_run,
};
