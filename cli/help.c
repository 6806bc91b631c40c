/*
 * help - help pages: see help.h
 */
#include "cli/help.h"

#include <stdio.h>

#include "base/str.h"

static void help_print_options(const struct option_row *row)
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
			row->kind == OPTION_LIST ? " (repeatable)" : "");
		str_clear(&left);
	}
}

static bool options_take_duration(const struct option_row *row)
{
	for (; row && row->name; row++)
		if (row->kind == OPTION_DURATION)
			return true;
	return false;
}

void help_print_command(const struct command *command)
{
	printf("usage: reeve %s%s%s\n\n%s\n", command->name,
		command->usage[0] ? " " : "", command->usage, command->summary);
	if (command->alias)
		printf("alias: %s\n", command->alias);
	if (command->details)
		printf("\n%s\n", command->details);
	if (command->options) {
		printf("\n");
		help_print_options(command->options);
	}
	if (options_take_duration(command->options))
		printf("\nDUR is a duration: 500ms, 90s, 5m, 1h or 2d.\n");
	printf("\n");
	help_print_options(global_options);
}

void help_print_all(const struct command *const *commands)
{
	printf("usage: reeve [--config FILE] [--state DIR] [-v] COMMAND …\n\n");
	for (size_t i = 0; commands[i]; i++)
		printf("  %-11s %s\n", commands[i]->name, commands[i]->summary);
	printf("\nID is a task number, an agent name, or a unique prefix of "
	       "an agent name.\n"
	       "`reeve help COMMAND` describes a command.\n");
}
