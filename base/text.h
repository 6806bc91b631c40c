/*
 * text - make text from outside valid and harmless
 *
 * The text of an agent may contain terminal escapes that retitle a window, set
 * the clipboard or draw a false prompt. Everything from outside goes through
 * text_clean before reeve prints it.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* True when all of it is well-formed UTF-8 (no surrogates, no overlong form). */
bool text_is_utf8(const char *bytes, size_t len);

/* The length of the well-formed UTF-8 sequence at `bytes`; 0: it is none. */
size_t text_utf8_length(const char *bytes, size_t len);

/* Adds `bytes` to `out`; each byte that is no UTF-8 becomes U+FFFD. */
void text_repair(struct str *out, const char *bytes, size_t len);

/*
 * Adds `bytes` to `out` without escape sequences, control characters (newline
 * and tab stay), bidirectional controls and bad UTF-8 (which becomes U+FFFD).
 */
void text_clean(struct str *out, const char *bytes, size_t len);

/*
 * The cleaned text on one line of at most `columns` characters; "…" marks a
 * cut. The caller frees it.
 */
char *text_one_line(const char *text, size_t columns);

#endif
