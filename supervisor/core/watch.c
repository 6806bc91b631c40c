/*
 * watch - be told when files change: see watch.h
 *
 * The kernel has one watch for each file and inotify, with one mask: watches of
 * the same file share it. A watch that is removed while it is being called is
 * freed after the calls.
 */
#include "supervisor/core/watch.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

struct watched {
	struct watched *next;
	struct watch *watch;
	int id; /* of inotify; -1: removed, or not there any more */
	char *path;
	uint32_t mask;
	watch_fn *fn; /* NULL: removed */
	void *arg;
	bool is_place; /* made again when it is removed */
};

struct watch {
	struct loop *loop;
	int inotify;
	bool calling; /* removed watches are freed later */
	struct watched *first;
};

static int watched_begin(struct watched *watched)
{
	watched->id = inotify_add_watch(watched->watch->inotify, watched->path,
		watched->mask | IN_MASK_ADD);
	return watched->id;
}

/* Somebody may tidy /tmp while reeved runs. */
static void watched_begin_again(struct watched *watched)
{
	struct err err = ERR_INIT;

	if (directory_claim(watched->path, &err) < 0)
		log_err(&err);
	else if (watched_begin(watched) < 0)
		log_warn("cannot watch '%s': %m", watched->path);
}

static bool watch_shares(const struct watch *watch, int id)
{
	for (const struct watched *w = watch->first; w; w = w->next)
		if (w->id == id)
			return true;
	return false;
}

static void watch_free_removed(struct watch *watch)
{
	struct watched **at = &watch->first;

	while (*at) {
		struct watched *watched = *at;

		if (watched->fn) {
			at = &watched->next;
			continue;
		}
		*at = watched->next;
		free(watched->path);
		free(watched);
	}
}

static void watched_tell(
	struct watched *watched, const struct inotify_event *event)
{
	bool lost = event->mask & IN_Q_OVERFLOW;
	bool gone = event->mask & IN_IGNORED;

	if (!watched->fn || (!lost && watched->id != event->wd))
		return;
	if (gone) {
		watched->id = -1;
		if (!watched->is_place)
			return;
		watched_begin_again(watched);
	} else if (!lost && !(event->mask & watched->mask)) {
		return;
	}
	watched->fn(watched->arg, lost || gone ? NULL
				  : event->len ? event->name
					       : "");
}

static void watch_readable(void *arg, uint32_t events)
{
	struct watch *watch = arg;
	char buffer[8192]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t len;

	(void)events;
	watch->calling = true;
	while ((len = read(watch->inotify, buffer, sizeof(buffer))) > 0)
		for (char *at = buffer; at < buffer + len;) {
			struct inotify_event *event = (void *)at;

			for (struct watched *w = watch->first; w; w = w->next)
				watched_tell(w, event);
			at += sizeof(*event) + event->len;
		}
	watch->calling = false;
	watch_free_removed(watch);
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
	if (loop_add(loop, watch->inotify, EPOLLIN, watch_readable, watch,
		    err) < 0)
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
	for (struct watched *w = watch->first; w; w = w->next)
		w->fn = NULL;
	watch_free_removed(watch);
	free(watch);
}

struct watched *watch_add(struct watch *watch, const char *path, uint32_t mask,
	watch_fn *fn, void *arg)
{
	struct watched *watched = mem_alloc(sizeof(*watched));

	*watched = (struct watched){ .watch = watch,
		.path = mem_copy(path),
		.mask = mask,
		.fn = fn,
		.arg = arg };
	if (watched_begin(watched) < 0) {
		free(watched->path);
		free(watched);
		return NULL;
	}
	watched->next = watch->first;
	watch->first = watched;
	return watched;
}

void watch_remove(struct watched *watched)
{
	struct watch *watch = watched ? watched->watch : NULL;
	int id;

	if (!watched)
		return;
	id = watched->id;
	watched->id = -1;
	watched->fn = NULL;
	if (id >= 0 && !watch_shares(watch, id))
		inotify_rm_watch(watch->inotify, id);
	if (!watch->calling)
		watch_free_removed(watch);
}

int watch_add_place(struct watch *watch, const char *directory, watch_fn *fn,
	void *arg, struct err *err)
{
	struct watched *watched = watch_add(watch, directory,
		IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR, fn, arg);

	if (!watched)
		return err_sys(err, "cannot watch '%s'", directory);
	watched->is_place = true;
	return 0;
}
