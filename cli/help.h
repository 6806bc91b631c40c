/*
 * help - help pages, printed from the tables that also parse the command line
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"

/* The page of one command. */
void help_print_command(const struct command *command);

/* The list of all commands. */
void help_print_all(const struct command *const *commands);

#endif
