/*
 * channel - bytes on their way from one terminal to the other
 *
 * A fixed buffer: it is filled only while there is room, so a slow reader
 * slows its writer down and nothing is lost. Bytes sit at the front whenever
 * it has run empty, so that small traffic touches one page of memory.
 */
#ifndef KEEPER_CHANNEL_H
#define KEEPER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define CHANNEL_BYTES 8192

struct channel {
	size_t start, end;
	char bytes[CHANNEL_BYTES];
};

bool channel_is_empty(const struct channel *channel);
size_t channel_room(const struct channel *channel);

/* All of it, or nothing and false when it does not fit. */
bool channel_put(struct channel *channel, const void *bytes, size_t len);

/*
 * Reads once, at most `max` bytes; *new_bytes is where they are. Returns what
 * read() returned.
 */
ssize_t channel_read(
	struct channel *channel, int fd, size_t max, const char **new_bytes);

/*
 * Writes what fd takes now. Returns 0, or -1 with errno when fd is broken;
 * being full is no error.
 */
int channel_write(struct channel *channel, int fd);

void channel_clear(struct channel *channel);

#endif
