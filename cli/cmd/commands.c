/*
 * commands - the table of all commands: see commands.h
 */
#include "cli/cmd/commands.h"

#define COMMAND_ADDRESS(name) &command_##name,

const struct command *const commands[] = {
	COMMANDS(COMMAND_ADDRESS) NULL,
};
