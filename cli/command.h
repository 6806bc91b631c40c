/*
 * command - one thing people can type after `reeve`
 *
 * One file a command, one row in the table of commands.c: main finds the
 * command, parses its options, checks its words, runs it, prints its error
 * and checks that its output was written.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/options.h"

/* What the options before or after any command's word say. */
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
	char **rest; /* after `--`; NULL: there was none */
};

#define WORDS_ANY 1000000000

struct command {
	const char *name;
	const char *alias; /* or NULL */
	const char *usage; /* what follows the name */
	const char *summary; /* one line, lower case */
	const char *details; /* more for `help COMMAND`, or NULL */
	const struct option_row *options; /* or NULL */
	size_t values_size; /* of the struct they go to */
	const void *defaults; /* what it holds before; NULL: zeroes */
	int min_words, max_words;
	bool keep_rest; /* what follows `--` is another program's */
	/* Returns an exit status, or -1 with the reason in err. */
	int (*run)(struct call *call, struct err *err);
};

/* In help's order; ends with NULL. */
extern const struct command *const commands[];

/* The command of that name or alias; NULL: there is none. */
const struct command *command_find(const char *name);

extern const struct option_row global_options[];

extern const struct command command_run, command_submit, command_list,
	command_show, command_wait, command_attach, command_logs, command_send,
	command_diff, command_path, command_stop, command_resume,
	command_restart, command_reassign, command_handoff, command_review,
	command_checkpoint, command_hook, command_render, command_events,
	command_metrics, command_why, command_report, command_doctor,
	command_config, command_down, command_help, command_version;

/* The page of one command, and the list of all: for help and wrong use. */
void help_command(const struct command *command);
void help_all(void);

#endif
