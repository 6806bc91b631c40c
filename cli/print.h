/*
 * print - titles, fields, times and colours that several commands print
 */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include <stdint.h>

#include "base/terminal.h"

#define TIME_TEXT_SIZE 32

enum colour colour_of_state(const char *state);

/* An empty line, then the title of a section. */
void print_title(const char *title);

/* "  LABEL      TEXT", cleaned; nothing if `text` is NULL. */
void print_field(const char *label, const char *text);

/*
 * A time in JSON as local time, "2026-11-20 21:05:07"; "-" if `time` is NULL
 * or no time.
 */
const char *text_of_time(const char *time, char text[TIME_TEXT_SIZE]);

/* The time since, or until, `time`: "3 min 20 s"; "-" if it is NULL. */
const char *text_of_age(
	const char *time, int64_t now_ms, char text[TIME_TEXT_SIZE]);

#endif
