/*
 * lines - read a descriptor line by line
 *
 * Memory grows to the longest line, maximum `max` bytes. A longer line is
 * returned in pieces, so that no byte is lost.
 */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
	int fd;
	size_t max;
	char *bytes; /* owned */
	size_t size, start, end;
	size_t scanned; /* no newline before this offset */
	bool ended; /* the stream has ended */
	bool in_long; /* between the pieces of one long line */
};

struct line {
	const char *bytes; /* with its newline; valid until the next call */
	size_t len;
	bool piece; /* part of a line longer than max */
	bool first; /* the first piece, or a whole line */
};

void lines_open(struct lines *lines, int fd, size_t max);
void lines_close(struct lines *lines); /* leaves the descriptor open */

/* Takes a line from memory; false: call lines_fill, unless `ended`. */
bool lines_take(struct lines *lines, struct line *line);

/* Reads once. 1: bytes came, 0: the stream has ended, -1 with errno. */
int lines_fill(struct lines *lines);

/* Reads a line: 1; 0 at the end of the stream, -1 with errno. */
int lines_next(struct lines *lines, struct line *line);

#endif
