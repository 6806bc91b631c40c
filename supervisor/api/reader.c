/*
 * reader - answers that only read: see reader.h
 */
#include "supervisor/api/reader.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/request.h"
#include "supervisor/api/requests.h"

#define READERS_MAX 32
/* Who asks and does not read for this long is given up. */
#define STUCK_MS 60000

struct reading {
	struct reading *next;
	struct readers *readers;
	struct reply *reply; /* held */
	cJSON *request;
	int fd; /* lent by the reply */
};

struct readers {
	struct turn *turn;
	struct workers *workers;
	const char *config_path;
	struct reading *waiting; /* first come, first served */
	int running;
};

struct readers *readers_open(
	struct turn *turn, struct workers *workers, const char *config_path)
{
	struct readers *readers = mem_alloc(sizeof(*readers));

	*readers = (struct readers){
		.turn = turn, .workers = workers, .config_path = config_path
	};
	return readers;
}

static void reading_free(void *arg)
{
	struct reading *reading = arg;

	reply_release(reading->reply);
	cJSON_Delete(reading->request);
	free(reading);
}

void readers_close(struct readers *readers)
{
	while (readers && readers->waiting) {
		struct reading *reading = readers->waiting;

		readers->waiting = reading->next;
		reading_free(reading);
	}
	free(readers);
}

/* In a worker: `reeved --read` writes the answer. */
static int reading_run(void *arg, cJSON *answer, struct err *err)
{
	struct reading *reading = arg;
	const struct readers *readers = reading->readers;
	const struct host *host = readers->turn->host;
	char *program = mem_format("%s/reeved", host->programs);
	char *text = json_line(reading->request);
	char *argv[] = { program, (char *)"--read", (char *)"--state",
		(char *)host->state, (char *)"--config",
		(char *)readers->config_path, NULL };
	struct child child = { .argv = argv,
		.input = text,
		.input_len = strlen(text),
		.output_fd = reading->fd,
		.cancellable = true };
	int rc;

	(void)answer;
	if (!readers->config_path)
		argv[4] = NULL;
	rc = child_check(&child, err);
	child_clear(&child);
	free(program);
	free(text);
	return rc;
}

static void readers_start(struct readers *readers);

static void reading_done(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct reading *reading = arg;
	struct readers *readers = reading->readers;

	(void)answer;
	if (rc < 0)
		log_warn("cannot answer a request: %s", why->message);
	readers->running--;
	reply_take_back(reading->reply, rc == 0);
	readers_start(readers);
}

/* Here, where the answer is short or cannot be written by another process. */
static void reading_read_here(
	struct turn *turn, struct reply *reply, const cJSON *request)
{
	struct err err = ERR_INIT;
	const struct request_row *row = request_find(request, &err);

	if (!row || row->read(turn, reply, request, &err) < 0)
		reply_refuse(reply, &err);
}

static void reading_start(struct reading *reading)
{
	struct readers *readers = reading->readers;
	struct work work = { reading_run, reading_done, reading, reading_free,
		0 };
	struct reply *reply = reply_hold(reading->reply);
	struct err err = ERR_INIT;

	reading->fd = reply_lend(reply);
	if (reply_is_gone(reply)) {
		reading_free(reading);
	} else if (reading->fd < 0) {
		reading_read_here(readers->turn, reply, reading->request);
		reading_free(reading);
	} else if (worker_start(readers->workers, &work, &err) < 0) {
		reply_refuse(reply, &err);
	} else {
		readers->running++;
	}
	reply_release(reply);
}

static void readers_start(struct readers *readers)
{
	while (readers->waiting && readers->running < READERS_MAX) {
		struct reading *reading = readers->waiting;

		readers->waiting = reading->next;
		reading_start(reading);
	}
}

void reader_read(struct readers *readers, struct effect *effect)
{
	struct err err = ERR_INIT;
	const struct request_row *row = request_find(effect->data, &err);
	struct reading **at = &readers->waiting, *reading;

	if (reply_is_gone(effect->reply))
		return;
	if (!row || !row->is_long ||
		!row->is_long(readers->turn, effect->data)) {
		reading_read_here(readers->turn, effect->reply, effect->data);
		return;
	}
	reading = mem_alloc(sizeof(*reading));
	*reading = (struct reading){ .readers = readers,
		.reply = effect->reply,
		.request = effect->data };
	effect->reply = NULL;
	effect->data = NULL;
	while (*at)
		at = &(*at)->next;
	*at = reading;
	readers_start(readers);
}

/* --- the process itself ---------------------------------------------------- */

struct line_reply {
	struct reply reply;
	bool failed;
};

/* Who asked may be slow to read, and its descriptor does not block. */
static bool line_write(const char *bytes, size_t len)
{
	struct pollfd room = { .fd = STDOUT_FILENO, .events = POLLOUT };

	while (len) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);

		if (n < 0 && errno == EAGAIN) {
			if (poll(&room, 1, STUCK_MS) == 0)
				return false;
			continue;
		}
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static void line_answer(struct reply *reply, cJSON *line)
{
	struct line_reply *lines = (struct line_reply *)reply;
	char *text = json_line(line);
	char *whole = mem_format("%s\n", text);

	if (!lines->failed && !line_write(whole, strlen(whole)))
		lines->failed = true;
	free(whole);
	free(text);
	cJSON_Delete(line);
}

static bool line_is_gone(const struct reply *reply)
{
	return ((const struct line_reply *)reply)->failed;
}

static const struct reply_ops line_ops = {
	.answer = line_answer,
	.stream = line_answer,
	.is_gone = line_is_gone,
};

/* The figures of `metrics` are the only ones that need them. */
static bool wants_orphans(const cJSON *request)
{
	const struct request_row *row = request_find(request, NULL);

	return row && row->read == request_metrics;
}

int reader_main(struct turn *turn,
	void (*add_orphans)(struct turn *turn, cJSON *request))
{
	struct line_reply lines = { { &line_ops }, false };
	struct str text = STR_INIT;
	struct err err = ERR_INIT;
	char buffer[16384];
	cJSON *request;
	ssize_t len;

	while ((len = read(STDIN_FILENO, buffer, sizeof(buffer))) > 0)
		str_add_bytes(&text, buffer, (size_t)len);
	request = json_parse(
		str_text(&text), text.len, REQUEST_MAX_BYTES, "request", &err);
	if (request && wants_orphans(request))
		add_orphans(turn, request);
	if (request)
		reading_read_here(turn, &lines.reply, request);
	else
		reply_refuse(&lines.reply, &err);
	cJSON_Delete(request);
	str_clear(&text);
	return lines.failed ? EXIT_TRY_LATER : EXIT_DONE;
}
