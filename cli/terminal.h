/*
 * terminal - what we print, and on what
 *
 * Colour and progress are for a person at a terminal only; text that agents
 * had a hand in goes out cleaned, and JSON so that no terminal obeys it.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

bool terminal_is(FILE *stream);
size_t terminal_columns(FILE *stream); /* 80 where it does not say */

enum colour {
	COLOUR_NONE = 0,
	COLOUR_BOLD,
	COLOUR_DIM,
	COLOUR_RED,
	COLOUR_GREEN,
	COLOUR_YELLOW,
};

/* The escape that begins a colour on standard output, or "": not a terminal,
 * or NO_COLOR. COLOUR_NONE ends it. */
const char *colour(enum colour which);
enum colour colour_of_state(const char *state);

/* Cleaned, at most `columns` characters; NULL prints `otherwise`. */
void print_one_line(const char *text, size_t columns, const char *otherwise);

/* Cleaned text, each of its lines after `indent`, `max_lines` at most. */
void print_block(const char *text, const char *indent, size_t max_lines);

/* The same with something else than a newline behind each line. */
void print_block_in(const char *text, const char *before, const char *after,
	size_t max_lines);

/* One document as many lines, or (compact) as one. */
void print_json(const cJSON *json);
void print_json_line(const cJSON *json);

/* "3 min 20 s" since, or until, a time as JSON has it; NULL: "-". */
const char *text_of_age(const char *time, int64_t now_ms, char text[24]);

#endif
