/*
 * journal - say what happened: see journal.h
 */
#include "supervisor/core/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

/* The log is rotated once at this size: reeve.jsonl.1 is the older half. */
#define LOG_MAX_BYTES (64 << 20)

/* One turn of the loop writes fewer events than this, in fewer bytes. */
#define CATCH_UP_EVENTS 64
#define CATCH_UP_BYTES  ((size_t)512 << 10)

struct line {
	struct daemon *daemon;
	int64_t number;
	cJSON *json;
};

static void open_log(struct daemon *daemon)
{
	char *path = mem_format("%s/reeve.jsonl", daemon->logs);

	daemon->log_fd = open(path,
		O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (daemon->log_fd < 0)
		log_warn("cannot write '%s': %m", path);
	free(path);
}

static void rotate_log(struct daemon *daemon)
{
	char *path = mem_format("%s/reeve.jsonl", daemon->logs);
	char *older = mem_format("%s.1", path);

	close(daemon->log_fd);
	if (rename(path, older) < 0)
		log_warn("cannot rotate '%s': %m", path);
	open_log(daemon);
	free(older);
	free(path);
}

/* Somebody may tidy /tmp while we run: then begin the file anew. */
static void check_log(struct daemon *daemon)
{
	struct stat st;

	if (daemon->log_fd >= 0 && fstat(daemon->log_fd, &st) == 0) {
		if (st.st_nlink && st.st_size < LOG_MAX_BYTES)
			return;
		if (st.st_nlink) {
			rotate_log(daemon);
			return;
		}
		close(daemon->log_fd);
	}
	if (directory_claim(daemon->logs, NULL) == 0)
		open_log(daemon);
}

static void tell_follower(
	void *arg, struct client *client, const struct subscription *what)
{
	const struct line *event = arg;
	cJSON *line;

	if (!what->events)
		return;
	line = cJSON_CreateObject();
	cJSON_AddItemToObject(
		line, "event", cJSON_Duplicate(event->json, true));
	json_add_number(line, "number", event->number);
	client_tell(client, line);
}

static void write_log(struct daemon *daemon, const cJSON *json)
{
	char *text = json_line(json);
	char *line = mem_format("%s\n", text);

	check_log(daemon);
	if (daemon->log_fd >= 0 &&
		write_all(daemon->log_fd, line, strlen(line)) < 0)
		log_warn("cannot write the log: %m");
	free(line);
	free(text);
}

static void publish(void *arg, int rc, const struct err *err)
{
	struct line *line = arg;
	struct daemon *daemon = line->daemon;

	(void)err;
	if (rc == 0) {
		write_log(daemon, line->json);
		if (daemon->server)
			server_each_subscriber(
				daemon->server, tell_follower, line);
	}
	cJSON_Delete(line->json);
	free(line);
}

void journal(struct daemon *daemon, enum journal_kind kind,
	const struct task *task, int64_t run, cJSON *data)
{
	struct journal_line event = {
		.time_ms = clock_wall_ms(),
		.kind = kind,
		.data = data,
	};
	struct line *line = mem_alloc(sizeof(*line));
	struct err err = ERR_INIT;
	char id[RUN_ID_SIZE];

	if (task) {
		event.task = task->id;
		event.agent = mem_copy(task->name);
	}
	if (task && run)
		event.run = mem_copy(run_id(id, task->id, run));
	if (store_add_journal(daemon->store, &event, &err) < 0)
		log_err(&err);
	line->daemon = daemon;
	line->number = event.number;
	line->json = journal_line_write(&event);
	store_when_durable(daemon->store, publish, line);
	journal_line_clear(&event);
}

/* Appends an event unless the end of the log has it already. */
static void publish_again(struct daemon *daemon,
	const struct journal_line *event, const char *tail)
{
	cJSON *json = journal_line_write(event);
	char *text = json_line(json);

	if (!strstr(tail, text))
		write_log(daemon, json);
	free(text);
	cJSON_Delete(json);
}

/* What the last leader had stored, but not yet written here, as it died. */
static void catch_up(struct daemon *daemon)
{
	char *path = mem_format("%s/reeve.jsonl", daemon->logs), *tail = NULL;
	struct journal_list events = { 0 };
	int64_t last = 0;
	size_t len = 0;

	if (store_last_journal(daemon->store, &last, NULL) == 0 &&
		file_read_tail(&tail, &len, path, CATCH_UP_BYTES, NULL) == 0 &&
		store_list_journal(daemon->store,
			last > CATCH_UP_EVENTS ? last - CATCH_UP_EVENTS : 0,
			CATCH_UP_EVENTS, &events, NULL) == 0)
		for (size_t i = 0; i < events.count; i++)
			publish_again(daemon, &events.items[i], tail);
	journal_list_clear(&events);
	free(tail);
	free(path);
}

void journal_open(struct daemon *daemon)
{
	open_log(daemon);
	catch_up(daemon);
}

void journal_close(struct daemon *daemon)
{
	if (daemon->log_fd >= 0)
		close(daemon->log_fd);
	daemon->log_fd = -1;
}
