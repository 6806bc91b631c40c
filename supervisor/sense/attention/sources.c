/*
 * sources - what tells that an agent waits: its hooks, its CLI's status, its
 * keeper; see parts.h
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

#include "agents/launch/expand.h"
#include "agents/read/attention_rows.h"
#include "base/clock.h"
#include "base/fd_limit.h"
#include "base/json.h"
#include "base/kv.h"
#include "base/mem.h"
#include "model/launch.h"
#include "model/paths.h"
#include "supervisor/core/keepers.h"
#include "supervisor/sense/attention/parts.h"

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

static const struct profile *waiter_profile(const struct waiter *waiter)
{
	return config_profile(waiter->attention->turn->config, waiter->profile);
}

/* A file of the run's directory. */
static struct path waiter_path(const struct waiter *waiter, const char *file)
{
	char id[RUN_ID_SIZE];

	return path_run(waiter->attention->turn->host->state,
		run_id(id, waiter->task, waiter->run), file);
}

/* --- hooks ----------------------------------------------------------------- */

static void take_hook(struct waiter *waiter, const struct profile *profile,
	const char *line, size_t len)
{
	cJSON *event = json_parse_event(line, len, JSON_MAX_BYTES, NULL);
	const char *time = json_text(event, "time");
	int64_t time_ms = time ? clock_parse(time) : 0;
	int64_t now_ms = waiter->attention->turn->now_ms;

	/* A clock was put back, or an agent wrote it: nothing is told of the
	 * future, and what waits for its moment would wait as long. */
	if (time_ms > now_ms)
		time_ms = now_ms;
	if (cJSON_IsObject(event))
		awaited_take_event(&waiter->hook, profile, ATTENTION_BY_HOOK,
			event, time_ms);
	cJSON_Delete(event);
}

/* All of the file's end anew: the last that means anything counts. */
static void read_hooks(struct waiter *waiter)
{
	const struct profile *profile = waiter_profile(waiter);
	struct path path = waiter_path(waiter, "hooks.jsonl");
	int64_t time_ms;
	char *bytes = read_end(path.text, HOOKS_BYTES, &time_ms);

	for (char *at = bytes; profile && at && *at;) {
		size_t len = strcspn(at, "\n");

		if (at[len])
			take_hook(waiter, profile, at, len);
		at += len + (at[len] == '\n');
	}
	free(bytes);
}

static void watch_status(struct waiter *waiter);
static void hooks_changed(void *arg, const char *name);

/* The directory until the file is there, then the file. */
static void watch_hooks(struct waiter *waiter)
{
	struct path file = waiter_path(waiter, "hooks.jsonl");
	struct path place = waiter_path(waiter, "");
	struct watch *watch = waiter->attention->watch;
	struct watched *watched;

	if (waiter->hooks_found)
		return;
	watched = watch_add(watch, file.text, IN_MODIFY | IN_DONT_FOLLOW,
		hooks_changed, waiter);
	if (watched) {
		watch_remove(waiter->hooks_watch);
		waiter->hooks_found = true;
		waiter->hooks_watch = watched;
	} else if (!waiter->hooks_watch) {
		waiter->hooks_watch = watch_add(watch, place.text,
			IN_CREATE | IN_ONLYDIR, hooks_changed, waiter);
	}
}

static void hooks_changed(void *arg, const char *name)
{
	struct waiter *waiter = arg;

	(void)name;
	watch_hooks(waiter);
	read_hooks(waiter);
	watch_status(waiter);
	waiter_judge(waiter);
}

/* --- status ---------------------------------------------------------------- */

static bool is_ours(const struct waiter *waiter, const cJSON *status)
{
	const char *start = json_text(status, "procStart");

	return json_number(status, "pid", 0) == waiter->pid && start &&
	       strtoll(start, NULL, 10) == waiter->pid_start;
}

void waiter_read_status(struct waiter *waiter)
{
	const struct profile *profile = waiter_profile(waiter);
	int64_t time_ms = 0;
	char *bytes;
	cJSON *json;

	if (!waiter->status_path || !profile)
		return;
	bytes = read_end(waiter->status_path, STATUS_BYTES, &time_ms);
	json = bytes ? json_parse_event(
			       bytes, strlen(bytes), (size_t)STATUS_BYTES, NULL)
		     : NULL;
	if (!bytes || (json && !is_ours(waiter, json)))
		awaited_clear(&waiter->status);
	else if (json) /* else it is just being written */
		awaited_take_event(&waiter->status, profile,
			ATTENTION_BY_STATUS, json, time_ms);
	cJSON_Delete(json);
	free(bytes);
}

static void status_changed(void *arg, const char *name)
{
	struct waiter *waiter = arg;

	(void)name;
	watch_status(waiter);
	waiter_judge(waiter);
}

/* The directory may come with the first of these CLIs. */
static void watch_status(struct waiter *waiter)
{
	char *directory;

	if (!waiter->status_path || waiter->status_watch)
		return;
	directory = mem_copy_bytes(waiter->status_path,
		(size_t)(strrchr(waiter->status_path, '/') -
			 waiter->status_path));
	waiter->status_watch = watch_add(waiter->attention->watch, directory,
		IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ONLYDIR,
		status_changed, waiter);
	free(directory);
}

/* Where its CLI tells its status, in the agent's own environment. */
static char *find_status(const struct waiter *waiter)
{
	const struct profile *profile = waiter_profile(waiter);
	struct path file = waiter_path(waiter, "launch");
	char *pid, *path = NULL;
	struct launch launch;

	if (!profile || !profile->status_file ||
		launch_read(&launch, file.text, NULL) < 0)
		return NULL;
	pid = mem_format("%d", (int)waiter->pid);
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

/* --- the keeper ------------------------------------------------------------ */

static void screen_moved(struct waiter *waiter)
{
	waiter->still = false;
	waiter->turn_refused = false;
	/* Perhaps it was answered; if not, it may never be still again. */
	if (waiter->told_for == ATTENTION_DIALOG && !waiter->status.known)
		waiter->look_ms =
			waiter->attention->turn->now_ms + waiter->pause_ms;
}

static void texts_typed(struct waiter *waiter, int64_t number)
{
	turn_post(waiter->attention->turn,
		&(struct event){ .kind = EVENT_TEXT_TYPED,
			.task = waiter->task,
			.run = waiter->run,
			.number = number });
}

static void hear_packet(struct waiter *waiter, const char *bytes, size_t len)
{
	const char *event = kv_get(bytes, len, "event");

	if (!event) {
		texts_typed(waiter, kv_get_number(bytes, len, "typed", 0));
	} else if (!strcmp(event, "still")) {
		waiter->still = true;
		waiter->output_ms = kv_get_number(bytes, len, "output_ms", 0);
		waiter->look_ms = 0;
		watch_status(waiter);
		waiter_look(waiter);
	} else if (!strcmp(event, "moved")) {
		screen_moved(waiter);
	} else if (!strcmp(event, "typed")) {
		texts_typed(waiter, kv_get_number(bytes, len, "number", 0));
	}
}

/* The keeper's end of the connection closes with the run. */
static void keeper_readable(void *arg, uint32_t events)
{
	struct waiter *waiter = arg;
	char bytes[512];
	ssize_t len;

	(void)events;
	while ((len = recv(waiter->fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		hear_packet(waiter, bytes, (size_t)len);
	if (len == 0) {
		loop_remove(waiter->attention->loop, waiter->fd);
		close(waiter->fd);
		waiter->fd = -1;
	}
}

static void follow_keeper(struct waiter *waiter)
{
	const struct turn *turn = waiter->attention->turn;
	char id[RUN_ID_SIZE];

	waiter->fd = keeper_follow(turn->host, waiter->agent,
		run_id(id, waiter->task, waiter->run),
		turn->config->screen_settle_ms);
	if (waiter->fd >= 0 &&
		(!fd_may_stay(waiter->fd) ||
			loop_add(waiter->attention->loop, waiter->fd, EPOLLIN,
				keeper_readable, waiter, NULL) < 0)) {
		close(waiter->fd);
		waiter->fd = -1;
	}
}

void waiter_begin_to_hear(struct waiter *waiter)
{
	waiter->status_path = find_status(waiter);
	watch_hooks(waiter);
	read_hooks(waiter);
	watch_status(waiter);
	follow_keeper(waiter);
}

void waiter_stop_to_hear(struct waiter *waiter)
{
	watch_remove(waiter->hooks_watch);
	watch_remove(waiter->status_watch);
	if (waiter->fd >= 0) {
		loop_remove(waiter->attention->loop, waiter->fd);
		close(waiter->fd);
	}
}
