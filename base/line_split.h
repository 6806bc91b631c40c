/*
 * line_split - assemble lines from bytes that arrive in pieces
 *
 * Lines of more than `max` bytes and empty lines are dropped. Set `skip` at the
 * start to drop the bytes before the first newline too, as for a file that is
 * read from its middle.
 */
#ifndef BASE_LINE_SPLIT_H
#define BASE_LINE_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct line_split {
	size_t max; /* bytes of a line */
	struct str part; /* the start of a line that has no newline yet */
	bool skip; /* drop that line */
};

/* `line` ends with NUL, without its newline, and is valid during the call. */
typedef void line_fn(void *arg, const char *line, size_t len);

void line_split_feed(struct line_split *split, const char *bytes, size_t len,
	line_fn *fn, void *arg);
void line_split_clear(struct line_split *split);

#endif
