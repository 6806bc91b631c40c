/*
 * progress - one line on the terminal: see progress.h
 */
#include "cli/progress.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/terminal.h"

static bool is_there;

bool progress_is_shown(void)
{
	const char *term = getenv("TERM");

	return terminal_is(stderr) && term && *term;
}

/* So that the shell's prompt does not stand behind our line. */
static void end_line(int signal_number)
{
	ssize_t ignored = write(STDERR_FILENO, "\n", 1);

	(void)ignored;
	raise(signal_number);
}

void progress_show(const char *text)
{
	struct sigaction action = { .sa_handler = end_line,
		.sa_flags = (int)SA_RESETHAND };
	char *line;

	if (!progress_is_shown())
		return;
	if (!is_there)
		sigaction(SIGINT, &action, NULL);
	line = text_one_line(text, terminal_columns(stderr) - 1);
	fprintf(stderr, "\r\033[K%s", line ? line : "");
	fflush(stderr);
	free(line);
	is_there = true;
}

void progress_clear(void)
{
	if (!is_there)
		return;
	fprintf(stderr, "\r\033[K");
	fflush(stderr);
	signal(SIGINT, SIG_DFL);
	is_there = false;
}
