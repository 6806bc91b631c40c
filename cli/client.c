/*
 * client - one conversation with reeved: see client.h
 */
#include "cli/client.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/sock.h"
#include "base/text.h"
#include "cli/lines.h"
#include "cli/start.h"
#include "model/paths.h"
#include "model/request.h"

/* A list of very many tasks; reeved is trusted, this is against accidents. */
#define ANSWER_MAX_BYTES ((size_t)256 << 20)

/* A reeved that greets nobody for so long is stopped … */
#define SOON_MS 2000
/* … or stuck. */
#define GREETING_MS 30000

/* It may be going just as we come; each time, a start waits for a leader. */
#define CONNECT_TURNS 3

struct client {
	int fd;
	struct lines lines;
	bool ends_with_output;
};

int client_fd(const struct client *client)
{
	return client->fd;
}

void client_end_with_output(struct client *client)
{
	client->ends_with_output = true;
}

void client_close(struct client *client)
{
	if (!client)
		return;
	lines_close(&client->lines);
	close(client->fd);
	free(client);
}

static enum client_line read_line(
	const struct line *line, cJSON **tree, struct err *err)
{
	if (line->piece) {
		err_set(err, EXIT_TRY_LATER,
			"cannot read reeved's answer: it is too long");
		return CLIENT_FAILED;
	}
	*tree = json_parse(
		line->bytes, line->len, ANSWER_MAX_BYTES, "reeved", err);
	return *tree ? CLIENT_LINE : CLIENT_FAILED;
}

static int wait_for_more(struct client *client, int64_t until_ms)
{
	struct pollfd fds[] = {
		{ .fd = client->fd, .events = POLLIN },
		/* Without events it tells of errors alone */
		{ .fd = client->ends_with_output ? STDOUT_FILENO : -1 },
	};
	int64_t left;
	int rc;

	do {
		left = until_ms < 0 ? -1 : until_ms - clock_boot_ms();
		if (until_ms >= 0 && left < 0)
			left = 0;
		rc = poll(fds, 2, left > 1000000 ? 1000000 : (int)left);
	} while ((rc < 0 && errno == EINTR) || (rc == 0 && left > 0));
	if (rc > 0 && fds[1].revents)
		raise(SIGPIPE);
	return rc;
}

enum client_line client_next(struct client *client, cJSON **line,
	int64_t timeout_ms, struct err *err)
{
	int64_t until_ms = timeout_ms < 0 ? -1 : clock_boot_ms() + timeout_ms;
	struct line found;
	int rc;

	while (!lines_take(&client->lines, &found)) {
		if (client->lines.ended)
			return CLIENT_ENDED;
		rc = wait_for_more(client, until_ms);
		if (rc == 0)
			return CLIENT_LATE;
		if (rc > 0)
			rc = lines_fill(&client->lines);
		if (rc < 0 && errno == ECONNRESET)
			return CLIENT_ENDED;
		if (rc < 0) {
			err_sys(err, "cannot hear reeved");
			return CLIENT_FAILED;
		}
	}
	return read_line(&found, line, err);
}

static int no_greeting(pid_t pid, struct err *err)
{
	if (!proc_is_stopped(pid)) {
		err_set(err, EXIT_TRY_LATER,
			"cannot talk to reeved: it does not answer");
		return err_hint(err, "reeve doctor");
	}
	err_set(err, EXIT_TRY_LATER,
		"cannot talk to reeved: its process %d is stopped", (int)pid);
	return err_hint(err, "kill -CONT %d", (int)pid);
}

/* A busy one is given the time; one that is stopped would not use it. */
static enum client_line hear_greeting(
	struct client *client, cJSON **greeting, struct err *err)
{
	enum client_line got = client_next(client, greeting, SOON_MS, err);

	if (got != CLIENT_LATE || proc_is_stopped(sock_peer_pid(client->fd)))
		return got;
	return client_next(client, greeting, GREETING_MS, err);
}

/* reeved's refusal in its own words. */
static int refuse(const cJSON *answer, struct err *err)
{
	const char *message = json_text(answer, "message");
	const char *hint = json_text(answer, "try");
	int64_t code = json_number(answer, "code", EXIT_TRY_LATER);

	err_set(err, (enum exit_code)code, "%s",
		message ? message : "reeved says no, but not why");
	return hint ? err_hint(err, "%s", hint) : -1;
}

/* 1: it is the reeved we know, 0: it went away again, -1: err. */
static int greet(struct client *client, struct err *err)
{
	cJSON *greeting = NULL;
	int64_t version;

	switch (hear_greeting(client, &greeting, err)) {
	case CLIENT_FAILED:
		return -1;
	case CLIENT_ENDED:
		return 0;
	case CLIENT_LATE:
		return no_greeting(sock_peer_pid(client->fd), err);
	case CLIENT_LINE:
		break;
	}
	if (json_text(greeting, "message")) {
		refuse(greeting, err);
		cJSON_Delete(greeting);
		return -1;
	}
	version = json_number(greeting, "reeved", 0);
	cJSON_Delete(greeting);
	if (version == REQUEST_VERSION)
		return 1;
	err_set(err, EXIT_TRY_LATER,
		"cannot talk to reeved: it speaks version %lld, reeve %d",
		(long long)version, REQUEST_VERSION);
	return err_hint(err, "reeve down, and the same again");
}

static bool nobody_there(void)
{
	return errno == ENOENT || errno == ECONNREFUSED;
}

/* 1: *client is there, 0: nobody answers (errno says so), -1: err. */
static int try_open(struct client **client, const char *path, struct err *err)
{
	struct client *new;
	int fd = sock_connect(path, SOCK_STREAM, err), rc;

	if (fd < 0)
		return nobody_there() ? 0 : -1;
	if (!sock_peer_is_us(fd)) {
		close(fd);
		return err_set(err, EXIT_TRY_LATER,
			"cannot talk to reeved: '%s': it is somebody else's",
			path);
	}
	new = mem_alloc(sizeof(*new));
	new->fd = fd;
	lines_open(&new->lines, fd, ANSWER_MAX_BYTES);
	rc = greet(new, err);
	if (rc <= 0) {
		client_close(new);
		errno = ECONNREFUSED;
		return rc;
	}
	*client = new;
	return 1;
}

int client_open(struct client **client, const struct globals *globals,
	enum client_start start, struct err *err)
{
	struct path state, path;
	int rc = 0;

	if (path_find_state(&state, globals->state, err) < 0)
		return -1;
	path = path_state(state.text, "reeved.sock");
	for (int turn = 0; turn < CONNECT_TURNS; turn++) {
		rc = try_open(client, path.text, err);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		if (start == CLIENT_ONLY_RUNNING)
			return -1;
		log_debug("starting reeved for '%s'", state.text);
		if (start_reeved(state.text, globals->config, err) < 0)
			return -1;
	}
	err_set(err, EXIT_TRY_LATER,
		"cannot talk to reeved: it is started, and is gone again");
	return err_hint(err, "reeve doctor");
}

static int send_line(
	struct client *client, const cJSON *request, struct err *err)
{
	char *line = json_line(request);
	size_t len = strlen(line), at = 0;
	ssize_t n = 0;

	if (len + 1 > REQUEST_MAX_BYTES)
		err_set(err, EXIT_WRONG_USE,
			"cannot ask reeved: this is over %zu MiB",
			REQUEST_MAX_BYTES >> 20);
	else if (!text_is_utf8(line, len))
		err_set(err, EXIT_WRONG_USE,
			"cannot ask reeved: this is no UTF-8 text");
	else
		goto good;
	free(line);
	return -1;
good:
	line[len++] = '\n';
	while (at < len && (n >= 0 || errno == EINTR)) {
		n = send(client->fd, line + at, len - at, MSG_NOSIGNAL);
		if (n > 0)
			at += (size_t)n;
	}
	free(line);
	return at == len ? 0 : err_sys(err, "cannot ask reeved");
}

int client_ask(
	struct client *client, cJSON *request, cJSON **answer, struct err *err)
{
	int rc = send_line(client, request, err);

	cJSON_Delete(request);
	if (rc < 0)
		return -1;
	switch (client_next(client, answer, -1, err)) {
	case CLIENT_LINE:
		break;
	case CLIENT_FAILED:
		return -1;
	default:
		err_set(err, EXIT_TRY_LATER,
			"cannot ask reeved: it ended before it answered");
		return err_hint(err, "reeve list: it may have been done");
	}
	if (json_bool(*answer, "ok"))
		return 0;
	rc = refuse(*answer, err);
	cJSON_Delete(*answer);
	*answer = NULL;
	return rc;
}

int client_ask_once(const struct globals *globals, cJSON *request,
	cJSON **answer, struct err *err)
{
	struct client *client = NULL;
	int rc;

	if (client_open(&client, globals, CLIENT_START, err) < 0) {
		cJSON_Delete(request);
		return -1;
	}
	rc = client_ask(client, request, answer, err);
	client_close(client);
	return rc;
}
