/*
 * early - hear what a CLI says while its run still goes: see early.h
 *
 * The events file comes with the CLI's first word, so the run's directory is
 * watched until it is there; then the file alone, for the transcript beside it
 * changes all the time.
 */
#include "supervisor/early.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/paths.h"
#include "supervisor/reset_time.h"
#include "supervisor/signs.h"
#include "supervisor/steps.h"

#define AT_ONCE_BYTES ((off_t)256 << 10)

struct heard {
	struct heard *next;
	int64_t task, run;
	char *profile;
	int id; /* inotify's, of the directory, then of the file */
	int fd; /* -1: not there yet */
	off_t at; /* read up to here */
	struct str line; /* the beginning of one that is not whole yet */
	bool skip; /* … which is not of interest */
};

struct early {
	struct daemon *daemon;
	int inotify;
	struct heard *all;
};

static void heard_free(struct early *early, struct heard *heard)
{
	if (heard->id >= 0)
		inotify_rm_watch(early->inotify, heard->id);
	if (heard->fd >= 0)
		close(heard->fd);
	str_clear(&heard->line);
	free(heard->profile);
	free(heard);
}

/* What is certain enough to end a run that may still hope. */
static bool is_certain(const struct daemon *daemon, const struct sign *sign,
	const char *text, int64_t *until_ms)
{
	int64_t now_ms = clock_wall_ms();

	*until_ms = 0;
	if (!sign->early)
		return false;
	if (sign->verdict != VERDICT_RATE_LIMITED)
		return true;
	*until_ms = reset_parse(text, now_ms, NULL);
	return *until_ms > now_ms + daemon->config.park_early_ms;
}

static void tell(struct early *early, const struct heard *heard,
	const struct sign_heard *sign)
{
	struct step details = { .sign = sign };
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (store_get_task(early->daemon->store, heard->task, &task, &err) <
			0 ||
		(task.runs == heard->run &&
			step(early->daemon, heard->task, STEP_SIGN, &details,
				&err) < 0))
		log_err(&err);
	task_clear(&task);
}

static void take_line(struct early *early, const struct heard *heard,
	const char *bytes, size_t len)
{
	const struct profile *profile =
		config_profile(&early->daemon->config, heard->profile);
	cJSON *event = json_parse(bytes, len, JSON_MAX_BYTES, "event", NULL);
	const struct sign *sign = NULL;
	struct sign_heard what = { 0 };
	char *text = NULL;

	if (profile && cJSON_IsObject(event))
		sign = sign_of_event(profile, event, &text);
	if (sign && is_certain(early->daemon, sign, text, &what.until_ms)) {
		what.verdict = sign->verdict;
		what.text = text;
		tell(early, heard, &what);
	}
	free(text);
	cJSON_Delete(event);
}

static void take_bytes(
	struct early *early, struct heard *heard, const char *bytes, size_t len)
{
	while (len) {
		const char *end = memchr(bytes, '\n', len);
		size_t part = end ? (size_t)(end - bytes) : len;

		if (heard->line.len + part > JSON_MAX_BYTES)
			heard->skip = true;
		if (heard->skip)
			str_reset(&heard->line);
		else
			str_add_bytes(&heard->line, bytes, part);
		if (!end)
			return;
		if (!heard->skip && heard->line.len)
			take_line(early, heard, heard->line.text,
				heard->line.len);
		str_reset(&heard->line);
		heard->skip = false;
		bytes = end + 1;
		len -= part + 1;
	}
}

static void read_news(struct early *early, struct heard *heard)
{
	char bytes[16384];
	struct stat st;
	ssize_t len;

	if (fstat(heard->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	if (st.st_size - heard->at > AT_ONCE_BYTES) {
		heard->at = st.st_size - AT_ONCE_BYTES;
		heard->skip = true;
	}
	while (heard->at < st.st_size &&
		(len = pread(heard->fd, bytes, sizeof(bytes), heard->at)) > 0) {
		heard->at += len;
		take_bytes(early, heard, bytes, (size_t)len);
	}
}

/* From the directory to the file, once it is there. */
static void look_for_file(struct early *early, struct heard *heard)
{
	char id[RUN_ID_SIZE];
	struct path path = path_run(early->daemon->state,
		run_id(id, heard->task, heard->run), "events.jsonl");
	int watched;

	heard->fd =
		open(path.text, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (heard->fd < 0)
		return;
	watched = inotify_add_watch(
		early->inotify, path.text, IN_MODIFY | IN_DONT_FOLLOW);
	inotify_rm_watch(early->inotify, heard->id);
	heard->id = watched;
	read_news(early, heard);
}

static void changed(struct early *early, int id)
{
	struct heard *heard = early->all;

	while (heard && heard->id != id)
		heard = heard->next;
	if (heard && heard->fd < 0)
		look_for_file(early, heard);
	else if (heard)
		read_news(early, heard);
}

static void look_at_all(struct early *early)
{
	for (struct heard *heard = early->all; heard; heard = heard->next)
		changed(early, heard->id);
}

static void readable(void *arg, uint32_t events)
{
	struct early *early = arg;
	char buffer[8192]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t len;

	(void)events;
	while ((len = read(early->inotify, buffer, sizeof(buffer))) > 0)
		for (char *at = buffer; at < buffer + len;) {
			struct inotify_event *event = (void *)at;

			if (event->mask & IN_Q_OVERFLOW)
				look_at_all(early);
			else if (!(event->mask & IN_IGNORED))
				changed(early, event->wd);
			at += sizeof(*event) + event->len;
		}
}

int early_open(struct early **out, struct daemon *daemon, struct err *err)
{
	struct early *early = mem_alloc(sizeof(*early));

	early->daemon = daemon;
	early->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (early->inotify < 0) {
		err_sys(err, "cannot watch files");
		err_hint(err, "raise fs.inotify.max_user_instances");
		goto fail;
	}
	if (loop_add(daemon->loop, early->inotify, EPOLLIN, readable, early,
		    err) < 0)
		goto fail;
	*out = early;
	return 0;
fail:
	early_close(early);
	return -1;
}

void early_close(struct early *early)
{
	if (!early)
		return;
	while (early->all) {
		struct heard *heard = early->all;

		early->all = heard->next;
		heard_free(early, heard);
	}
	if (early->inotify >= 0) {
		loop_remove(early->daemon->loop, early->inotify);
		close(early->inotify);
	}
	free(early);
}

static bool wants_to_hear(
	const struct daemon *daemon, const struct task *task, const char *name)
{
	const struct profile *profile = config_profile(&daemon->config, name);

	/* An interactive one writes no events. */
	if (!profile || !profile->render || task->interactive)
		return false;
	for (size_t i = 0; i < profile->sign_count; i++)
		if (profile->signs[i].early)
			return true;
	return false;
}

struct first_look {
	struct daemon *daemon;
	int64_t task;
};

static void look(void *arg, int rc, const struct err *why)
{
	struct first_look *first = arg;
	struct early *early = first->daemon->early;
	struct heard *heard = rc == 0 ? early->all : NULL;

	(void)why;
	while (heard && heard->task != first->task)
		heard = heard->next;
	if (heard && heard->fd < 0) {
		look_for_file(early, heard);
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

void early_watch(
	struct daemon *daemon, const struct task *task, const struct run *run)
{
	struct early *early = daemon->early;
	struct heard *heard;
	char id[RUN_ID_SIZE];
	struct path path =
		path_run(daemon->state, run_id(id, task->id, run->number), "");

	if (!early || run->judged || !wants_to_hear(daemon, task, run->profile))
		return;
	for (heard = early->all; heard; heard = heard->next)
		if (heard->task == task->id && heard->run == run->number)
			return;
	early_forget(daemon, task->id);
	heard = mem_alloc(sizeof(*heard));
	heard->task = task->id;
	heard->run = run->number;
	heard->profile = mem_copy(run->profile);
	heard->fd = -1;
	heard->id = inotify_add_watch(
		early->inotify, path.text, IN_CREATE | IN_ONLYDIR);
	heard->next = early->all;
	early->all = heard;
	look_soon(daemon, task->id);
}

void early_forget(struct daemon *daemon, int64_t task)
{
	struct early *early = daemon->early;

	for (struct heard **at = early ? &early->all : NULL; at && *at;) {
		struct heard *heard = *at;

		if (heard->task != task) {
			at = &heard->next;
			continue;
		}
		*at = heard->next;
		heard_free(early, heard);
	}
}
