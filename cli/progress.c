/*
 * progress - a line on the terminal: see progress.h
 */
#include "cli/progress.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "base/terminal.h"

static bool progress_is_on_screen;

bool progress_is_shown(void)
{
	const char *term = getenv("TERM");

	return terminal_is(stderr) && term && *term;
}

/* On Ctrl-C: the shell's prompt starts on a new line. */
static void progress_end_line(int signal_number)
{
	ssize_t ignored = write(STDERR_FILENO, "\n", 1);

	(void)ignored;
	raise(signal_number);
}

void progress_show(const char *text)
{
	struct sigaction action = { .sa_handler = progress_end_line,
		.sa_flags = (int)SA_RESETHAND };
	char *line;

	if (!progress_is_shown())
		return;
	if (!progress_is_on_screen)
		sigaction(SIGINT, &action, NULL);
	line = text_one_line(text, terminal_columns(stderr) - 1);
	fprintf(stderr, "\r\033[K%s", line ? line : "");
	fflush(stderr);
	free(line);
	progress_is_on_screen = true;
}

void progress_clear(void)
{
	if (!progress_is_on_screen)
		return;
	fprintf(stderr, "\r\033[K");
	fflush(stderr);
	signal(SIGINT, SIG_DFL);
	progress_is_on_screen = false;
}
