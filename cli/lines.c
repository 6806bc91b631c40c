/*
 * lines - read a descriptor line by line: see lines.h
 */
#include "cli/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define FIRST_SIZE ((size_t)64 << 10)

void lines_open(struct lines *lines, int fd, size_t max)
{
	*lines = (struct lines){ .fd = fd, .max = max };
}

void lines_close(struct lines *lines)
{
	free(lines->bytes);
	*lines = (struct lines){ .fd = -1 };
}

static void lines_give(
	struct lines *lines, struct line *line, size_t len, bool whole)
{
	line->bytes = lines->bytes + lines->start;
	line->len = len;
	line->piece = lines->in_long || !whole;
	line->first = !lines->in_long;
	lines->in_long = !whole;
	lines->start += len;
	lines->scanned = lines->start;
}

bool lines_take(struct lines *lines, struct line *line)
{
	size_t held = lines->end - lines->start;
	const char *newline = NULL;

	if (lines->end > lines->scanned)
		newline = memchr(lines->bytes + lines->scanned, '\n',
			lines->end - lines->scanned);
	lines->scanned = lines->end;
	if (newline) {
		lines_give(lines, line,
			(size_t)(newline + 1 - lines->bytes) - lines->start,
			true);
		return true;
	}
	if (held && (held >= lines->max || lines->ended)) {
		lines_give(lines, line, held, lines->ended);
		return true;
	}
	return false;
}

/* Moves the buffered bytes to the front, or enlarges the buffer. */
static void lines_make_room(struct lines *lines)
{
	size_t held = lines->end - lines->start;

	if (lines->start) {
		memmove(lines->bytes, lines->bytes + lines->start, held);
		lines->scanned -= lines->start;
		lines->start = 0;
		lines->end = held;
	}
	if (lines->end < lines->size)
		return;
	lines->size = lines->size ? lines->size * 2 : FIRST_SIZE;
	if (lines->size > lines->max)
		lines->size = lines->max;
	lines->bytes = mem_grow(lines->bytes, lines->size);
}

int lines_fill(struct lines *lines)
{
	ssize_t n;

	if (lines->ended)
		return 0;
	lines_make_room(lines);
	do
		n = read(lines->fd, lines->bytes + lines->end,
			lines->size - lines->end);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	lines->ended = n == 0;
	lines->end += (size_t)n;
	return n > 0;
}

int lines_next(struct lines *lines, struct line *line)
{
	while (!lines_take(lines, line)) {
		if (lines->ended)
			return 0;
		if (lines_fill(lines) < 0)
			return -1;
	}
	return 1;
}
