/*
 * channel - bytes on their way from one terminal to the other: see channel.h
 */
#include "keeper/channel.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool channel_is_empty(const struct channel *channel)
{
	return channel->start == channel->end;
}

size_t channel_room(const struct channel *channel)
{
	return CHANNEL_BYTES - (channel->end - channel->start);
}

void channel_clear(struct channel *channel)
{
	channel->start = channel->end = 0;
}

static void channel_move_to_front(struct channel *channel)
{
	size_t len = channel->end - channel->start;

	if (channel->start == 0)
		return;
	memmove(channel->bytes, channel->bytes + channel->start, len);
	channel->start = 0;
	channel->end = len;
}

bool channel_put(struct channel *channel, const void *bytes, size_t len)
{
	if (len > channel_room(channel))
		return false;
	channel_move_to_front(channel);
	memcpy(channel->bytes + channel->end, bytes, len);
	channel->end += len;
	return true;
}

ssize_t channel_read(
	struct channel *channel, int fd, size_t max, const char **new_bytes)
{
	ssize_t n;

	channel_move_to_front(channel);
	if (max > channel_room(channel))
		max = channel_room(channel);
	*new_bytes = channel->bytes + channel->end;
	do
		n = read(fd, channel->bytes + channel->end, max);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		channel->end += (size_t)n;
	return n;
}

int channel_write(struct channel *channel, int fd)
{
	while (channel->start < channel->end) {
		ssize_t n = write(fd, channel->bytes + channel->start,
			channel->end - channel->start);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -1;
		channel->start += (size_t)n;
	}
	channel_clear(channel);
	return 0;
}
