/*
 * render_lines - what the readers of all CLIs print with
 *
 * Text is cleaned of all that a terminal would obey. Where standard output is a
 * terminal a transcript is kept: there each line is marked as reeve's own
 * (model/rendered.h), so that no sign is looked for in it.
 */
#ifndef AGENTS_RENDER_RENDER_LINES_H
#define AGENTS_RENDER_RENDER_LINES_H

#include "base/terminal.h"

/* One line: `mark` and a blank, then `text` on one line. */
void render_line(enum colour which, const char *mark, const char *text);
/* What an agent says, all its lines. */
void render_words(const char *text);
/* The first lines of an error. */
void render_trouble(const char *text);
/* The last lines of a program's output. */
void render_output(const char *text);

#endif
