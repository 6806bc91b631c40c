/*
 * reeve - give coding agents tasks, and supervise them
 *
 * Finds the command, runs it, prints its error, and checks that its output was
 * written, because a full disk must not look like success.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "cli/cmd/commands.h"
#include "cli/help.h"

/* `reeve --version` is not accepted after a command. */
static const struct option_row version_option[] = {
	{ 0, "version", NULL, OPTION_FLAG, offsetof(struct globals, version),
		"print the version" },
	{ 0 },
};

/* A file that we open must not get descriptor 0, 1 or 2. */
static void main_open_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
			_exit(EXIT_TRY_LATER);
}

static int main_check_words(
	const struct command *command, const struct call *call, struct err *err)
{
	if (call->word_count < command->min_words)
		err_set(err, EXIT_WRONG_USE,
			"wrong use of '%s': missing argument", command->name);
	else if (call->word_count > command->max_words)
		err_set(err, EXIT_WRONG_USE,
			"wrong use of '%s': '%s': unexpected argument",
			command->name, call->words[command->max_words]);
	else
		return 0;
	return err_hint(err, "reeve %s %s", command->name, command->usage);
}

static int main_run_command(const struct command *command,
	struct globals *globals, char **items, int count, struct err *err)
{
	struct arguments arguments = {
		.items = items, .count = count, .keep_rest = command->keep_rest
	};
	void *values = mem_alloc(command->values_size + 1);
	struct option_set sets[] = { { command->options, values },
		{ global_options, globals } };
	struct call call = {
		.globals = globals, .values = values, .commands = commands
	};
	int rc;

	if (command->defaults)
		memcpy(values, command->defaults, command->values_size);
	rc = options_parse(&arguments, sets, 2, err);
	if (rc < 0)
		err_hint(err, "reeve help %s", command->name);
	call.words = arguments.words;
	call.word_count = arguments.word_count;
	call.rest = arguments.rest;
	if (globals->verbose)
		log_verbose();
	if (rc == 0 && globals->help)
		help_print_command(command);
	else if (rc == 0 && (rc = main_check_words(command, &call, err)) == 0)
		rc = command->run(&call, err);
	options_clear(&sets[0]);
	mem_replace((char **)&values, NULL);
	return rc;
}

static int main_run(int argc, char **argv, struct err *err)
{
	struct globals globals = { 0 };
	struct option_set sets[] = { { global_options, &globals },
		{ version_option, &globals } };
	struct arguments arguments = {
		.items = argv, .count = argc, .until_word = true
	};
	const struct command *command;

	if (options_parse(&arguments, sets, 2, err) < 0)
		return err_hint(err, "reeve help");
	if (globals.version)
		return main_run_command(
			&command_version, &globals, argv, 0, err);
	if (globals.help && !arguments.count) {
		help_print_all(commands);
		return EXIT_DONE;
	}
	if (!arguments.count) {
		help_print_all(commands);
		return EXIT_WRONG_USE;
	}
	command = command_find(commands, arguments.items[0]);
	if (!command) {
		err_set(err, EXIT_WRONG_USE, "no such command: '%s'",
			arguments.items[0]);
		return err_hint(err, "reeve help");
	}
	return main_run_command(command, &globals, arguments.items + 1,
		arguments.count - 1, err);
}

/* Buffered output fails at the flush. EPIPE is no error for the person. */
static int main_check_output(int status)
{
	struct err err = ERR_INIT;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (errno != EPIPE) {
		err_sys(&err, "cannot write to standard output");
		log_err(&err);
	}
	return status == EXIT_DONE ? EXIT_TRY_LATER : status;
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	int status;

	main_open_descriptors();
	signal(SIGPIPE, SIG_DFL);
	log_open("reeve", false);
	status = argc > 0 ? main_run(argc - 1, argv + 1, &err) : -1;
	if (status < 0) {
		fflush(stdout);
		log_err(&err);
		status = err.code ? (int)err.code : EXIT_TRY_LATER;
	}
	return main_check_output(status);
}
