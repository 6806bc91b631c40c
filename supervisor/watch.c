/*
 * watch - be told when files in a few directories change: see watch.h
 */
#include "supervisor/watch.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/mem.h"

#define DIRECTORIES 8

struct watch {
	struct loop *loop;
	int inotify;
	int count;
	struct {
		int id;
		watch_fn *fn;
		void *arg;
	} directories[DIRECTORIES];
};

static void tell(struct watch *watch, const struct inotify_event *event)
{
	for (int i = 0; i < watch->count; i++)
		if (event->mask & IN_Q_OVERFLOW)
			watch->directories[i].fn(
				watch->directories[i].arg, NULL);
		else if (watch->directories[i].id == event->wd && event->len)
			watch->directories[i].fn(
				watch->directories[i].arg, event->name);
}

static void readable(void *arg, uint32_t events)
{
	struct watch *watch = arg;
	char buffer[8192]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t len;

	(void)events;
	while ((len = read(watch->inotify, buffer, sizeof(buffer))) > 0)
		for (char *at = buffer; at < buffer + len;) {
			struct inotify_event *event = (void *)at;

			tell(watch, event);
			at += sizeof(*event) + event->len;
		}
}

int watch_open(struct watch **out, struct loop *loop, struct err *err)
{
	struct watch *watch = mem_alloc(sizeof(*watch));

	watch->loop = loop;
	watch->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->inotify < 0) {
		err_sys(err, "cannot watch files");
		err_hint(err, "raise fs.inotify.max_user_instances");
		goto fail;
	}
	if (loop_add(loop, watch->inotify, EPOLLIN, readable, watch, err) < 0)
		goto fail;
	*out = watch;
	return 0;
fail:
	watch_close(watch);
	return -1;
}

void watch_close(struct watch *watch)
{
	if (!watch)
		return;
	if (watch->inotify >= 0) {
		loop_remove(watch->loop, watch->inotify);
		close(watch->inotify);
	}
	free(watch);
}

int watch_add(struct watch *watch, const char *directory, watch_fn *fn,
	void *arg, struct err *err)
{
	int id = inotify_add_watch(watch->inotify, directory,
		IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR);

	if (id < 0 || watch->count == DIRECTORIES)
		return err_sys(err, "cannot watch '%s'", directory);
	watch->directories[watch->count].id = id;
	watch->directories[watch->count].fn = fn;
	watch->directories[watch->count++].arg = arg;
	return 0;
}
