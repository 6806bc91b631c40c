/*
 * command - a subcommand of `reeve`: see command.h
 */
#include "cli/command.h"

#include <string.h>

const struct option_row global_options[] = {
	{ 0, "config", "FILE", OPTION_TEXT, offsetof(struct globals, config),
		"read the settings from FILE" },
	{ 0, "state", "DIR", OPTION_TEXT, offsetof(struct globals, state),
		"use the state directory DIR" },
	{ 'v', "verbose", NULL, OPTION_FLAG, offsetof(struct globals, verbose),
		"print debug messages" },
	{ 'h', "help", NULL, OPTION_FLAG, offsetof(struct globals, help),
		"print help" },
	{ 0 },
};

static bool command_has_name(const struct command *command, const char *name)
{
	return !strcmp(command->name, name) ||
	       (command->alias && !strcmp(command->alias, name));
}

const struct command *command_find(
	const struct command *const *commands, const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (command_has_name(commands[i], name))
			return commands[i];
	return NULL;
}
