/*
 * command - a subcommand of `reeve`
 *
 * Each command is one file in cli/cmd and one row of cli/cmd/commands.h. main
 * finds the command, parses its options, checks the number of its words, calls
 * `run`, prints the error, and checks that the output was written.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/options.h"

/* The values of the options that every command accepts. */
struct globals {
	const char *config; /* as given, or NULL */
	const char *state;
	bool verbose, help, version;
};

struct call {
	const struct globals *globals;
	void *values; /* the command's options */
	char **words; /* NULL-terminated */
	int word_count;
	char **rest; /* the words after `--`; NULL: no `--` was given */
	const struct command *const *commands; /* the table, for help */
};

#define WORDS_ANY 1000000000

struct command {
	const char *name;
	const char *alias; /* or NULL */
	const char *usage; /* the text after the name */
	const char *summary; /* one line, lower case, begins with a verb */
	const char *details; /* more text for `help COMMAND`, or NULL */
	const struct option_row *options; /* or NULL */
	size_t values_size; /* of the struct that receives the options */
	const void *defaults; /* its initial value; NULL: zeroes */
	int min_words, max_words;
	bool keep_rest; /* the words after `--` are another program's */
	/* Returns an exit status, or -1 with the reason in err. */
	int (*run)(struct call *call, struct err *err);
};

/* The command of that name or alias; NULL: no such command. */
const struct command *command_find(
	const struct command *const *commands, const char *name);

/* The options of struct globals, except `version`. */
extern const struct option_row global_options[];

#endif
