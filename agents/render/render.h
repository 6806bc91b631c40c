/*
 * render - an agent's JSON events as lines a person can read
 *
 * A reader knows the events of one CLI. Events it does not know print
 * nothing: all of them are in the events file, and CLIs add new ones.
 */
#ifndef AGENTS_RENDER_RENDER_H
#define AGENTS_RENDER_RENDER_H

#include <cjson/cJSON.h>

#include "base/terminal.h"

struct render_reader {
	void (*event)(const cJSON *event);
};

extern const struct render_reader render_claude, render_codex;

/* The reader of that name; NULL: there is none. */
const struct render_reader *render_find(const char *name);

/*
 * All of these mark their lines as ours (model/rendered.h) where standard
 * output is a terminal, for there a transcript is kept.
 */

/* One line: `mark` and a blank, then `text` on one line. Cleaned. */
void render_line(enum colour which, const char *mark, const char *text);
/* What an agent says, as it stands. */
void render_words(const char *text);
/* The first lines of what went wrong. */
void render_trouble(const char *text);
/* The last lines of a program's output. */
void render_output(const char *text);

#endif
