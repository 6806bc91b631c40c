/*
 * attention_sources - what tells that an agent waits: its hooks, its CLI's status, its
 * keeper; see attention_watch.h
 *
 * An agent can write the first two. So they are read with O_NOFOLLOW and caps,
 * a status counts only when it names the run's own process, and all they can
 * bring about is that a person is asked.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd_limit.h"
#include "base/json.h"
#include "base/kv.h"
#include "base/log.h"
#include "base/mem.h"
#include "agents/launch/expand.h"
#include "agents/read/attention_rows.h"
#include "model/launch.h"
#include "model/paths.h"
#include "supervisor/core/keepers.h"
#include "supervisor/tasks/texts.h"
#include "supervisor/sense/attention/attention_parts.h"

#define HOOKS_BYTES  ((off_t)64 << 10)
#define STATUS_BYTES ((off_t)64 << 10)

/* The end of a regular file, with a NUL; NULL when there is none. */
static char *read_end(const char *path, off_t max, int64_t *time_ms)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char *bytes = NULL;
	struct stat st;
	ssize_t len;
	off_t from;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		from = st.st_size > max ? st.st_size - max : 0;
		bytes = mem_alloc((size_t)max + 1);
		len = pread(fd, bytes, (size_t)max, from);
		bytes[len > 0 ? len : 0] = '\0';
		*time_ms = (int64_t)st.st_mtim.tv_sec * 1000 +
			   st.st_mtim.tv_nsec / 1000000;
	}
	if (fd >= 0)
		close(fd);
	return bytes;
}

static const struct profile *profile_of(
	const struct waits *waits, const struct wait *wait)
{
	return config_profile(&waits->daemon->config, wait->profile);
}

static void take_hook(struct awaited *hook, const struct profile *profile,
	const char *line, size_t len)
{
	cJSON *event = json_parse_event(line, len, JSON_MAX_BYTES, NULL);
	const char *time = json_text(event, "time");
	int64_t time_ms = time ? clock_parse(time) : 0;
	int64_t now_ms = clock_wall_ms();

	/* A clock was put back, or an agent wrote it: nothing is told of the
	 * future, and what waits for its moment would wait as long. */
	if (time_ms > now_ms)
		time_ms = now_ms;
	if (cJSON_IsObject(event))
		awaited_take_event(
			hook, profile, ATTENTION_BY_HOOK, event, time_ms);
	cJSON_Delete(event);
}

/* All of the file's end anew: the last that means anything counts. */
static void read_hooks(struct waits *waits, struct wait *wait)
{
	const struct profile *profile = profile_of(waits, wait);
	char id[RUN_ID_SIZE];
	struct path path = path_run(waits->daemon->state,
		run_id(id, wait->task, wait->run), "hooks.jsonl");
	int64_t time_ms;
	char *bytes = read_end(path.text, HOOKS_BYTES, &time_ms);

	for (char *at = bytes; profile && at && *at;) {
		size_t len = strcspn(at, "\n");

		if (at[len])
			take_hook(&wait->hook, profile, at, len);
		at += len + (at[len] == '\n');
	}
	free(bytes);
}

static bool is_ours(const struct wait *wait, const cJSON *status)
{
	const char *start = json_text(status, "procStart");

	return json_number(status, "pid", 0) == wait->pid && start &&
	       strtoll(start, NULL, 10) == wait->pid_start;
}

void wait_read_status(struct waits *waits, struct wait *wait)
{
	const struct profile *profile = profile_of(waits, wait);
	int64_t time_ms = 0;
	char *bytes;
	cJSON *json;

	if (!wait->status_path || !profile)
		return;
	bytes = read_end(wait->status_path, STATUS_BYTES, &time_ms);
	json = bytes ? json_parse_event(
			       bytes, strlen(bytes), (size_t)STATUS_BYTES, NULL)
		     : NULL;
	if (!bytes || (json && !is_ours(wait, json)))
		awaited_clear(&wait->status);
	else if (json) /* else it is just being written */
		awaited_take_event(&wait->status, profile, ATTENTION_BY_STATUS,
			json, time_ms);
	cJSON_Delete(json);
	free(bytes);
}

/* The directory may come with the first of these CLIs. */
static void watch_status(struct waits *waits, struct wait *wait)
{
	char *directory;

	if (!wait->status_path || wait->status_id >= 0)
		return;
	directory = mem_copy_bytes(wait->status_path,
		(size_t)(strrchr(wait->status_path, '/') - wait->status_path));
	wait->status_id = inotify_add_watch(waits->inotify, directory,
		IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR);
	free(directory);
}

static void watch_hooks(struct waits *waits, struct wait *wait)
{
	char id[RUN_ID_SIZE];
	const char *run = run_id(id, wait->task, wait->run);
	struct path file = path_run(waits->daemon->state, run, "hooks.jsonl");
	struct path place = path_run(waits->daemon->state, run, "");
	int id_now;

	if (wait->hooks_found)
		return;
	id_now = inotify_add_watch(
		waits->inotify, file.text, IN_MODIFY | IN_DONT_FOLLOW);
	if (id_now >= 0) {
		if (wait->hooks_id >= 0)
			inotify_rm_watch(waits->inotify, wait->hooks_id);
		wait->hooks_found = true;
		wait->hooks_id = id_now;
	} else if (wait->hooks_id < 0) {
		wait->hooks_id = inotify_add_watch(
			waits->inotify, place.text, IN_CREATE | IN_ONLYDIR);
	}
}

static void moved(struct waits *waits, struct wait *wait)
{
	wait->still = false;
	wait->turn_refused = false;
	/* Perhaps it was answered; if not, it may never be still again. */
	if (wait->told_for == ATTENTION_DIALOG && !wait->status.known) {
		wait->look_ms = clock_wall_ms() + wait->pause_ms;
		wait_set_timer(waits);
	}
}

static void hear_event(
	struct waits *waits, struct wait *wait, const char *bytes, size_t len)
{
	const char *event = kv_get(bytes, len, "event");

	if (!event) {
		texts_typed(waits->daemon, wait->task, wait->run,
			kv_get_number(bytes, len, "typed", 0));
	} else if (!strcmp(event, "still")) {
		wait->still = true;
		wait->output_ms = kv_get_number(bytes, len, "output_ms", 0);
		wait->look_ms = 0;
		watch_status(waits, wait);
		wait_look(waits, wait);
	} else if (!strcmp(event, "moved")) {
		moved(waits, wait);
	} else if (!strcmp(event, "typed")) {
		texts_typed(waits->daemon, wait->task, wait->run,
			kv_get_number(bytes, len, "number", 0));
	}
}

/* The keeper's end of the connection closes with the run. */
static void hear_keeper(void *arg, uint32_t events)
{
	struct waits *waits = arg;
	char bytes[512];
	ssize_t len;

	(void)events;
	for (struct wait *wait = waits->all; wait; wait = wait->next) {
		if (wait->fd < 0)
			continue;
		while ((len = recv(wait->fd, bytes, sizeof(bytes),
				MSG_DONTWAIT)) > 0)
			hear_event(waits, wait, bytes, (size_t)len);
		if (len == 0) {
			loop_remove(waits->daemon->loop, wait->fd);
			close(wait->fd);
			wait->fd = -1;
		}
	}
}

static void changed(struct waits *waits, const struct inotify_event *event)
{
	bool lost = event->mask & IN_Q_OVERFLOW;

	for (struct wait *wait = waits->all; wait; wait = wait->next) {
		bool hooks = lost || wait->hooks_id == event->wd;
		bool status = lost || wait->status_id == event->wd;

		if (hooks) {
			watch_hooks(waits, wait);
			read_hooks(waits, wait);
		}
		if (hooks || status) {
			watch_status(waits, wait);
			wait_judge(waits, wait);
		}
	}
}

void waits_heard(void *arg, uint32_t events)
{
	struct waits *waits = arg;
	char buffer[8192]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t len;

	(void)events;
	while ((len = read(waits->inotify, buffer, sizeof(buffer))) > 0)
		for (char *at = buffer; at < buffer + len;) {
			struct inotify_event *event = (void *)at;

			if (!(event->mask & IN_IGNORED))
				changed(waits, event);
			at += sizeof(*event) + event->len;
		}
}

/* Where its CLI tells its status, in the agent's own environment. */
static char *find_status(const struct waits *waits, const struct wait *wait)
{
	const struct profile *profile = profile_of(waits, wait);
	char id[RUN_ID_SIZE], *pid, *path = NULL;
	struct path file = path_run(waits->daemon->state,
		run_id(id, wait->task, wait->run), "launch");
	struct launch launch;

	if (!profile || !profile->status_file ||
		launch_read(&launch, file.text, NULL) < 0)
		return NULL;
	pid = mem_format("%d", (int)wait->pid);
	path = expand_path(profile->status_file,
		&(struct expand){
			&(struct placeholder){ "pid", pid }, 1, launch.env });
	if (path && *path != '/') {
		free(path);
		path = NULL;
	}
	launch_clear(&launch);
	free(pid);
	return path;
}

void wait_begin_to_hear(
	struct waits *waits, struct wait *wait, const struct task *task)
{
	char id[RUN_ID_SIZE];

	wait->status_path = find_status(waits, wait);
	wait->status_id = wait->hooks_id = -1;
	watch_hooks(waits, wait);
	read_hooks(waits, wait);
	watch_status(waits, wait);
	wait->fd = keeper_follow(waits->daemon, task,
		run_id(id, wait->task, wait->run),
		waits->daemon->config.screen_settle_ms);
	if (wait->fd >= 0 &&
		(!fd_may_stay(wait->fd) ||
			loop_add(waits->daemon->loop, wait->fd, EPOLLIN,
				hear_keeper, waits, NULL) < 0)) {
		close(wait->fd);
		wait->fd = -1;
	}
}

void wait_stop_to_hear(struct waits *waits, struct wait *wait)
{
	bool shared = false;

	for (const struct wait *other = waits->all; other; other = other->next)
		shared = shared ||
			 (other != wait && other->status_id == wait->status_id);
	if (wait->hooks_id >= 0)
		inotify_rm_watch(waits->inotify, wait->hooks_id);
	if (wait->status_id >= 0 && !shared)
		inotify_rm_watch(waits->inotify, wait->status_id);
	if (wait->fd >= 0) {
		loop_remove(waits->daemon->loop, wait->fd);
		close(wait->fd);
	}
}
