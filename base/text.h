/*
 * text - text that came from somewhere else
 *
 * An agent's words may carry terminal escapes that would retitle a window, set
 * a clipboard or paint a false prompt. Whatever reeve prints itself goes
 * through text_clean first.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* True when all of it is well-formed UTF-8 (no surrogates, no overlong form). */
bool text_is_utf8(const char *bytes, size_t len);

/* The length of the well-formed UTF-8 sequence at `bytes`, 0 if there is none. */
size_t text_utf8_length(const char *bytes, size_t len);

/*
 * Adds `bytes` to `out` without escape sequences, control characters (newline
 * and tab stay, carriage return goes), bidirectional controls and bad UTF-8
 * (which becomes U+FFFD).
 */
void text_clean(struct str *out, const char *bytes, size_t len);

/*
 * One line, cleaned, of at most `columns` characters ("…" where it was cut):
 * for lists. The caller frees it.
 */
char *text_one_line(const char *text, size_t columns);

#endif
