/*
 * render - an agent's JSON events as lines a person can read
 *
 * A reader knows the events of one CLI and prints them on standard output.
 * Events it does not know print nothing: all of them are in the events file,
 * and CLIs add new ones.
 */
#ifndef AGENTS_RENDER_RENDER_H
#define AGENTS_RENDER_RENDER_H

#include <cjson/cJSON.h>

struct render_reader {
	void (*event)(const cJSON *event);
};

extern const struct render_reader render_claude, render_codex;

/* The reader of that name (a profile's `render`); NULL: there is none. */
const struct render_reader *render_find(const char *name);

#endif
