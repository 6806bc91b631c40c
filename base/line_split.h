/*
 * line_split - whole lines out of bytes that come in pieces
 *
 * What is longer than `max` is passed over; so is, with `skip` set at the
 * start, what comes before the first newline.
 */
#ifndef BASE_LINE_SPLIT_H
#define BASE_LINE_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct line_split {
	size_t max; /* bytes of a line */
	struct str part; /* the beginning of one that is not whole yet */
	bool skip; /* … which is not of interest */
};

/* `line` is NUL-terminated, has no newline, is never empty, and is lent. */
typedef void line_fn(void *arg, const char *line, size_t len);

void line_split_feed(struct line_split *split, const char *bytes, size_t len,
	line_fn *fn, void *arg);
void line_split_clear(struct line_split *split);

#endif
