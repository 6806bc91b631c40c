/*
 * run_events - read what a CLI says while its run still goes: see run_events.h
 *
 * The events file comes with the CLI's first word, so the run's directory is
 * watched until it is there; then the file alone, for the transcript beside it
 * changes all the time.
 */
#include "supervisor/sense/run_events.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd_limit.h"
#include "base/json.h"
#include "base/line_split.h"
#include "base/mem.h"
#include "model/paths.h"
#include "supervisor/sense/fatal_sign.h"
#include "supervisor/tasks/spending.h"

#define AT_ONCE_BYTES ((off_t)256 << 10)

struct entry {
	struct entry *next;
	struct follow *follow;
	struct followed seen;
	char *profile; /* its name: the config can be read again */
	int id; /* inotify's, of the directory, then of the file */
	int fd; /* -1: not there yet */
	off_t at; /* read up to here */
	bool behind; /* there is more than was read at once */
	struct line_split split;
};

struct follow {
	struct daemon *daemon;
	int inotify;
	int again; /* eventfd: somebody is behind */
	struct entry *all;
};

static void entry_free(struct entry *entry)
{
	if (entry->id >= 0)
		inotify_rm_watch(entry->follow->inotify, entry->id);
	if (entry->fd >= 0)
		close(entry->fd);
	line_split_clear(&entry->split);
	free(entry->profile);
	free(entry);
}

static void take_line(void *arg, const char *line, size_t len)
{
	struct entry *entry = arg;
	struct daemon *daemon = entry->follow->daemon;
	cJSON *event = json_parse_event(line, len, JSON_MAX_BYTES, NULL);

	entry->seen.profile = config_profile(&daemon->config, entry->profile);
	if (entry->seen.profile && cJSON_IsObject(event)) {
		spending_hear(daemon, &entry->seen, event);
		if (!entry->behind)
			early_hear(daemon, &entry->seen, event);
	}
	cJSON_Delete(event);
}

static void read_news(struct entry *entry)
{
	uint64_t one = 1;
	char bytes[16384];
	off_t until;
	struct stat st;
	ssize_t len;

	if (fstat(entry->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	entry->behind = st.st_size - entry->at > AT_ONCE_BYTES;
	until = entry->behind ? entry->at + AT_ONCE_BYTES : st.st_size;
	while (entry->at < until &&
		(len = pread(entry->fd, bytes, sizeof(bytes), entry->at)) > 0) {
		entry->at += len;
		line_split_feed(
			&entry->split, bytes, (size_t)len, take_line, entry);
	}
	if (entry->behind)
		write(entry->follow->again, &one, sizeof(one));
}

/* From the directory to the file, once it is there. */
static void look_for_file(struct entry *entry)
{
	struct follow *follow = entry->follow;
	char id[RUN_ID_SIZE];
	struct path path = path_run(follow->daemon->state,
		run_id(id, entry->seen.task, entry->seen.run), "events.jsonl");
	int watched;

	entry->fd =
		open(path.text, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (entry->fd >= 0 && !fd_may_stay(entry->fd)) {
		close(entry->fd);
		entry->fd = -1;
	}
	if (entry->fd < 0)
		return;
	watched = inotify_add_watch(
		follow->inotify, path.text, IN_MODIFY | IN_DONT_FOLLOW);
	inotify_rm_watch(follow->inotify, entry->id);
	entry->id = watched;
	read_news(entry);
}

static void changed(struct follow *follow, int id)
{
	struct entry *entry = follow->all;

	while (entry && entry->id != id)
		entry = entry->next;
	if (entry && entry->fd < 0)
		look_for_file(entry);
	else if (entry)
		read_news(entry);
}

static void look_at_all(struct follow *follow)
{
	for (struct entry *entry = follow->all; entry; entry = entry->next)
		changed(follow, entry->id);
}

static void readable(void *arg, uint32_t events)
{
	struct follow *follow = arg;
	char buffer[8192]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t len;

	(void)events;
	while ((len = read(follow->inotify, buffer, sizeof(buffer))) > 0)
		for (char *at = buffer; at < buffer + len;) {
			struct inotify_event *event = (void *)at;

			if (event->mask & IN_Q_OVERFLOW)
				look_at_all(follow);
			else if (!(event->mask & IN_IGNORED))
				changed(follow, event->wd);
			at += sizeof(*event) + event->len;
		}
}

static void read_on(void *arg, uint32_t events)
{
	struct follow *follow = arg;
	uint64_t count;

	(void)events;
	if (read(follow->again, &count, sizeof(count)) < 0)
		return;
	for (struct entry *entry = follow->all; entry; entry = entry->next)
		if (entry->behind)
			read_news(entry);
}

int follow_open(struct follow **out, struct daemon *daemon, struct err *err)
{
	struct follow *follow = mem_alloc(sizeof(*follow));

	follow->daemon = daemon;
	follow->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	follow->again = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (follow->inotify < 0 || follow->again < 0) {
		err_sys(err, "cannot watch files");
		err_hint(err, "raise fs.inotify.max_user_instances");
		goto fail;
	}
	if (loop_add(daemon->loop, follow->inotify, EPOLLIN, readable, follow,
		    err) < 0 ||
		loop_add(daemon->loop, follow->again, EPOLLIN, read_on, follow,
			err) < 0)
		goto fail;
	*out = follow;
	return 0;
fail:
	follow_close(follow);
	return -1;
}

static void close_fd(struct follow *follow, int fd)
{
	if (fd < 0)
		return;
	loop_remove(follow->daemon->loop, fd);
	close(fd);
}

void follow_close(struct follow *follow)
{
	if (!follow)
		return;
	while (follow->all) {
		struct entry *entry = follow->all;

		follow->all = entry->next;
		entry_free(entry);
	}
	close_fd(follow, follow->inotify);
	close_fd(follow, follow->again);
	free(follow);
}

static bool has_events(
	const struct daemon *daemon, const struct task *task, const char *name)
{
	const struct profile *profile = config_profile(&daemon->config, name);

	return profile && profile->render && !task->interactive;
}

static struct entry *find(const struct daemon *daemon, int64_t task)
{
	struct entry *entry = daemon->follow ? daemon->follow->all : NULL;

	while (entry && entry->seen.task != task)
		entry = entry->next;
	return entry;
}

struct first_look {
	struct daemon *daemon;
	int64_t task;
};

static void look(void *arg, int rc, const struct err *why)
{
	struct first_look *first = arg;
	struct entry *entry = rc == 0 ? find(first->daemon, first->task) : NULL;

	(void)why;
	if (entry && entry->fd < 0) {
		look_for_file(entry);
		/* What came of it is to be made durable as well. */
		first->daemon->places_changed = true;
	}
	free(first);
}

/* What is heard is a step of the task: not in the middle of another. */
static void look_soon(struct daemon *daemon, int64_t task)
{
	struct first_look *first = mem_alloc(sizeof(*first));

	*first = (struct first_look){ daemon, task };
	store_when_durable(daemon->store, look, first);
}

void follow_watch(
	struct daemon *daemon, const struct task *task, const struct run *run)
{
	struct follow *follow = daemon->follow;
	struct entry *entry = find(daemon, task->id);
	char id[RUN_ID_SIZE];
	struct path path =
		path_run(daemon->state, run_id(id, task->id, run->number), "");

	if (!follow || run->judged || !has_events(daemon, task, run->profile) ||
		(entry && entry->seen.run == run->number))
		return;
	follow_forget(daemon, task->id);
	entry = mem_alloc(sizeof(*entry));
	entry->follow = follow;
	entry->seen.task = task->id;
	entry->seen.run = run->number;
	entry->profile = mem_copy(run->profile);
	entry->split.max = JSON_MAX_BYTES;
	entry->fd = -1;
	entry->id = inotify_add_watch(
		follow->inotify, path.text, IN_CREATE | IN_ONLYDIR);
	entry->next = follow->all;
	follow->all = entry;
	look_soon(daemon, task->id);
}

void follow_forget(struct daemon *daemon, int64_t task)
{
	struct follow *follow = daemon->follow;

	for (struct entry **at = follow ? &follow->all : NULL; at && *at;) {
		struct entry *entry = *at;

		if (entry->seen.task != task) {
			at = &entry->next;
			continue;
		}
		*at = entry->next;
		entry_free(entry);
	}
}

struct usage follow_usage(const struct daemon *daemon, int64_t task)
{
	const struct entry *entry = find(daemon, task);

	return entry ? entry->seen.used.sum : (struct usage){ 0 };
}

bool follow_is_ending(const struct daemon *daemon, int64_t task)
{
	const struct entry *entry = find(daemon, task);

	return entry && entry->seen.used.total;
}
