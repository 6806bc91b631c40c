/*
 * line_split - assemble lines from pieces: see line_split.h
 */
#include "base/line_split.h"

#include <string.h>

static void line_split_end(struct line_split *split, line_fn *fn, void *arg)
{
	if (!split->skip && split->part.len)
		fn(arg, split->part.text, split->part.len);
	str_reset(&split->part);
	split->skip = false;
}

void line_split_feed(struct line_split *split, const char *bytes, size_t len,
	line_fn *fn, void *arg)
{
	while (len) {
		const char *end = memchr(bytes, '\n', len);
		size_t part = end ? (size_t)(end - bytes) : len;

		if (split->part.len + part > split->max)
			split->skip = true;
		if (split->skip)
			str_reset(&split->part);
		else
			str_add_bytes(&split->part, bytes, part);
		if (!end)
			return;
		line_split_end(split, fn, arg);
		bytes = end + 1;
		len -= part + 1;
	}
}

void line_split_clear(struct line_split *split)
{
	str_clear(&split->part);
}
