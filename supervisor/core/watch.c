/*
 * watch - be told when files in a few directories change: see watch.h
 */
#include "supervisor/core/watch.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#define DIRECTORIES 8

struct watch {
	struct loop *loop;
	int inotify;
	int count;
	struct {
		int id;
		char path[PATH_MAX];
		watch_fn *fn;
		void *arg;
	} directories[DIRECTORIES];
};

static int begin(struct watch *watch, int i, struct err *err)
{
	const char *path = watch->directories[i].path;
	int id = inotify_add_watch(watch->inotify, path,
		IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR);

	watch->directories[i].id = id;
	return id < 0 ? err_sys(err, "cannot watch '%s'", path) : 0;
}

/* Somebody may tidy /tmp while we run: the directory is made anew. */
static void begin_again(struct watch *watch, int i)
{
	struct err err = ERR_INIT;

	if (directory_claim(watch->directories[i].path, &err) < 0 ||
		begin(watch, i, &err) < 0)
		log_err(&err);
}

static void tell(struct watch *watch, const struct inotify_event *event)
{
	for (int i = 0; i < watch->count; i++) {
		bool ours = watch->directories[i].id == event->wd;
		watch_fn *fn = watch->directories[i].fn;
		void *arg = watch->directories[i].arg;

		if (ours && event->mask & IN_IGNORED)
			begin_again(watch, i);
		if (event->mask & IN_Q_OVERFLOW ||
			(ours && event->mask & IN_IGNORED))
			fn(arg, NULL);
		else if (ours && event->len)
			fn(arg, event->name);
	}
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
	int i = watch->count;

	if (i == DIRECTORIES)
		return err_set(err, EXIT_TRY_LATER,
			"cannot watch '%s': too many", directory);
	snprintf(watch->directories[i].path, PATH_MAX, "%s", directory);
	watch->directories[i].fn = fn;
	watch->directories[i].arg = arg;
	if (begin(watch, i, err) < 0)
		return -1;
	watch->count++;
	return 0;
}
