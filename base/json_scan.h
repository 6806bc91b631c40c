/*
 * json_scan - a cursor over the tokens of JSON
 *
 * Steps over space, one character, a string, a number or a literal. For
 * json_check. Functions that can fail return 0, or -1 with the reason in
 * scan->err.
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
	const char *what; /* names the source in errors */
	bool inexact; /* accept numbers that a double does not hold exactly */
	struct err *err;
};

/* Fails with "WHAT:LINE:COLUMN: " and the message for the offset `at`. */
int scan_fail(struct scan *scan, size_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Fails with "expected …" for the current offset. */
int scan_expected(struct scan *scan, const char *expected);

/* The current byte; 0 at the end, for no valid document contains a NUL. */
char scan_peek(const struct scan *scan);
void scan_space(struct scan *scan);
/* Steps over the current byte if it is `c`. */
bool scan_char(struct scan *scan, char c);

/* Adds the string, unescaped, to `out`, which may be NULL. */
int scan_string(struct scan *scan, struct str *out);
int scan_number(struct scan *scan);
int scan_word(struct scan *scan, const char *word);

#endif
