/*
 * loop - wait for descriptors and for one moment: see loop.h
 *
 * Watches are found by descriptor, in a table; a slot emptied while a batch is
 * worked off simply is not called any more.
 */
#include "supervisor/core/loop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

#define BATCH 64

struct watcher {
	loop_fn *fn; /* NULL: not watched */
	void *arg;
};

struct loop {
	int epoll, timer;
	struct watcher *watchers; /* indexed by descriptor */
	int size;
	struct watcher due;
	int64_t due_ms;
	bool stopped, again;
};

static void timer_expired(void *arg, uint32_t events)
{
	struct loop *loop = arg;
	struct watcher due = loop->due;
	uint64_t count;

	(void)events;
	/* ECANCELED: the wall clock was set; whoever is due looks again. */
	if (read(loop->timer, &count, sizeof(count)) < 0 && errno == EAGAIN)
		return;
	loop->due_ms = 0;
	if (due.fn)
		due.fn(due.arg, 0);
}

int loop_open(struct loop **out, struct err *err)
{
	struct loop *loop = mem_alloc(sizeof(*loop));

	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->timer =
		timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (loop->epoll < 0 || loop->timer < 0) {
		err_sys(err, "cannot make an event loop");
		loop_close(loop);
		return -1;
	}
	if (loop_add(loop, loop->timer, EPOLLIN, timer_expired, loop, err) <
		0) {
		loop_close(loop);
		return -1;
	}
	*out = loop;
	return 0;
}

void loop_close(struct loop *loop)
{
	if (!loop)
		return;
	if (loop->epoll >= 0)
		close(loop->epoll);
	if (loop->timer >= 0)
		close(loop->timer);
	free(loop->watchers);
	free(loop);
}

static void make_room(struct loop *loop, int fd)
{
	int size = fd + 16;

	if (fd < loop->size)
		return;
	loop->watchers = mem_grow(
		loop->watchers, (size_t)size * sizeof(*loop->watchers));
	for (int i = loop->size; i < size; i++)
		loop->watchers[i] = (struct watcher){ 0 };
	loop->size = size;
}

int loop_add(struct loop *loop, int fd, uint32_t events, loop_fn *fn, void *arg,
	struct err *err)
{
	struct epoll_event event = { .events = events, .data.fd = fd };
	int operation;

	make_room(loop, fd);
	operation = loop->watchers[fd].fn ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	if (epoll_ctl(loop->epoll, operation, fd, &event) < 0)
		return err_sys(err, "cannot watch a descriptor");
	loop->watchers[fd] = (struct watcher){ fn, arg };
	return 0;
}

void loop_remove(struct loop *loop, int fd)
{
	if (fd < 0 || fd >= loop->size || !loop->watchers[fd].fn)
		return;
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
	loop->watchers[fd] = (struct watcher){ 0 };
}

void loop_set_due(struct loop *loop, int64_t wall_ms, loop_fn *fn, void *arg)
{
	struct itimerspec when = {
		.it_value = { .tv_sec = (time_t)(wall_ms / 1000),
			.tv_nsec = (long)(wall_ms % 1000) * 1000000 },
	};

	loop->due = (struct watcher){ fn, arg };
	if (loop->due_ms == wall_ms)
		return;
	loop->due_ms = wall_ms;
	if (timerfd_settime(loop->timer,
		    TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when,
		    NULL) < 0)
		log_warn("cannot set the timer");
}

int loop_run(struct loop *loop, turn_fn *begin, turn_fn *end, void *arg,
	struct err *err)
{
	struct epoll_event events[BATCH];

	begin(arg);
	end(arg);
	while (!loop->stopped) {
		int count = epoll_wait(
			loop->epoll, events, BATCH, loop->again ? 0 : -1);

		loop->again = false;
		if (count < 0 && errno != EINTR)
			return err_sys(err, "cannot wait for events");
		begin(arg);
		for (int i = 0; i < count; i++) {
			int fd = events[i].data.fd;
			struct watcher watcher = loop->watchers[fd];

			if (watcher.fn)
				watcher.fn(watcher.arg, events[i].events);
		}
		end(arg);
	}
	return 0;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

void loop_again(struct loop *loop)
{
	loop->again = true;
}
