/*
 * watch - one descriptor in the epoll set: see watch.h
 */
#include "keeper/watch.h"

#include <sys/epoll.h>
#include <unistd.h>

void watch_init(struct watch *watch, int fd, uint32_t source)
{
	*watch = (struct watch){ .fd = fd, .source = source };
}

void watch_want(struct watch *watch, int epoll, uint32_t events)
{
	struct epoll_event event = { .events = events };
	int operation = EPOLL_CTL_MOD;

	if (watch->fd < 0 || (watch->watched && watch->events == events) ||
		(!watch->watched && !events))
		return;
	if (!events)
		operation = EPOLL_CTL_DEL;
	else if (!watch->watched)
		operation = EPOLL_CTL_ADD;
	event.data.u32 = watch->source;
	if (epoll_ctl(epoll, operation, watch->fd, &event) < 0)
		return;
	watch->watched = operation != EPOLL_CTL_DEL;
	watch->events = events;
}

void watch_close(struct watch *watch, int epoll)
{
	if (watch->fd < 0)
		return;
	watch_want(watch, epoll, 0);
	close(watch->fd);
	watch->fd = -1;
}
