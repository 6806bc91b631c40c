/*
 * json_scan - the words of JSON, as bytes
 *
 * A place in a text and the steps over its smallest parts: space, a character,
 * a string, a number, a word. json_check is made of these; nobody else needs
 * them. All that can fail return 0, or -1 with the reason in scan->err.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define JSON_MAX_EXACT (INT64_C(1) << 53) /* whole numbers up to here */

struct scan {
	const char *bytes;
	size_t len, at;
	const char *what; /* names the source */
	bool inexact; /* numbers may be larger than a double holds exactly */
	struct err *err;
};

/* "WHAT:LINE:COLUMN: ..." for the place `at`. */
int scan_fail(struct scan *scan, size_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Fails here with what should stand here instead. */
int scan_expected(struct scan *scan, const char *expected);

/* The byte we stand on; 0 at the end, which no valid document contains. */
char scan_peek(const struct scan *scan);
void scan_space(struct scan *scan);
/* Steps over `c` if that is what we stand on. */
bool scan_char(struct scan *scan, char c);

/* Adds what the string means to `out`, unless that is NULL. */
int scan_string(struct scan *scan, struct str *out);
int scan_number(struct scan *scan);
int scan_word(struct scan *scan, const char *word);

#endif
