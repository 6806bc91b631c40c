/*
 * lines - a stream, line by line, whatever sizes it comes in
 *
 * Memory grows to the longest line seen, `max` bytes at most. A longer line is
 * given in pieces, so that nothing has to be thrown away.
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
	size_t scanned; /* up to here there is no newline */
	bool ended; /* the stream is */
	bool in_long; /* the pieces of one long line */
};

struct line {
	const char *bytes; /* with its newline, if it has one */
	size_t len; /* until the next call */
	bool piece; /* of a line longer than max */
	bool first; /* of its line */
};

void lines_open(struct lines *lines, int fd, size_t max);
void lines_close(struct lines *lines); /* leaves the descriptor open */

/* Takes a line that is there already; false: read more (or it has ended). */
bool lines_take(struct lines *lines, struct line *line);

/* Reads once. 1: something came, 0: the stream has ended, -1 with errno. */
int lines_fill(struct lines *lines);

/* Both, until there is a line (1), the end (0) or an error (-1). */
int lines_next(struct lines *lines, struct line *line);

#endif
