/*
 * channel - bytes on their way from one terminal to the other
 *
 * A buffer of fixed size. It is filled only while it has room, so a slow reader
 * slows its writer down and no byte is lost. An empty channel is filled from
 * its front again, so that small traffic touches one page of memory.
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

/* Adds all bytes; false, and nothing is added, when they do not fit. */
bool channel_put(struct channel *channel, const void *bytes, size_t len);

/*
 * Reads from fd once, at most `max` bytes; *new_bytes points to them until the
 * next call. Returns what read() returned.
 */
ssize_t channel_read(
	struct channel *channel, int fd, size_t max, const char **new_bytes);

/*
 * Writes as much as fd takes now. Returns 0, also when fd is full, or -1 with
 * errno when fd is broken.
 */
int channel_write(struct channel *channel, int fd);

void channel_clear(struct channel *channel);

#endif
