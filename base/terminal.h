/*
 * terminal - text, colours and JSON on standard output
 *
 * Colours are printed on a terminal only. An agent can influence most texts:
 * the functions below remove escape sequences from text, and escape them in
 * JSON, so that the terminal does not execute them.
 */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

bool terminal_is(FILE *stream);
/* The width of the stream's terminal; 80 if the width is unknown. */
size_t terminal_columns(FILE *stream);

enum colour {
	COLOUR_NONE = 0,
	COLOUR_BOLD,
	COLOUR_DIM,
	COLOUR_RED,
	COLOUR_GREEN,
	COLOUR_YELLOW,
};

/*
 * The escape sequence that starts a colour on standard output; COLOUR_NONE
 * ends it. "" if standard output is no terminal, or NO_COLOR is set.
 */
const char *colour(enum colour which);

/* One cleaned line, maximum `columns` characters; NULL prints `otherwise`. */
void print_one_line(const char *text, size_t columns, const char *otherwise);

/* Cleaned text, maximum `max_lines` lines, `indent` before each line. */
void print_block(const char *text, const char *indent, size_t max_lines);

/* The same, with `after` instead of a newline behind each line. */
void print_block_in(const char *text, const char *before, const char *after,
	size_t max_lines);

/* One JSON document: indented over several lines, or on one line. */
void print_json(const cJSON *json);
void print_json_line(const cJSON *json);

#endif
