/*
 * client - a connection to reeved: see client.h
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
#include "cli/reeved.h"
#include "model/paths.h"
#include "model/request.h"

/* Enough for a list of very many tasks. */
#define ANSWER_MAX_BYTES ((size_t)256 << 20)

/* After this time without a greeting, client_connect looks at the process. */
#define GREETING_SOON_MS 2000
#define GREETING_MAX_MS  30000

/* reeved may end while we connect. Each attempt starts it again. */
#define CONNECT_ATTEMPTS 3

/* Ends of a stream in a row, with no line in between. */
#define STREAM_ENDS_MAX 3

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

static enum client_line client_parse_line(
	const struct line *line, cJSON **tree, struct err *err)
{
	if (line->piece) {
		err_set(err, EXIT_TRY_LATER,
			"cannot read from reeved: the line is too long");
		return CLIENT_FAILED;
	}
	*tree = json_parse(
		line->bytes, line->len, ANSWER_MAX_BYTES, "reeved", err);
	return *tree ? CLIENT_LINE : CLIENT_FAILED;
}

static int client_poll(struct client *client, int64_t until_ms)
{
	struct pollfd fds[] = {
		{ .fd = client->fd, .events = POLLIN },
		/* No events: poll reports only errors */
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
		rc = client_poll(client, until_ms);
		if (rc == 0)
			return CLIENT_LATE;
		if (rc > 0)
			rc = lines_fill(&client->lines);
		if (rc < 0 && errno == ECONNRESET)
			return CLIENT_ENDED;
		if (rc < 0) {
			err_sys(err, "cannot read from reeved");
			return CLIENT_FAILED;
		}
	}
	return client_parse_line(&found, line, err);
}

static int client_fail_greeting(pid_t pid, struct err *err)
{
	if (!proc_is_stopped(pid)) {
		err_set(err, EXIT_TRY_LATER,
			"cannot connect to reeved: no answer");
		return err_hint(err, "reeve doctor");
	}
	err_set(err, EXIT_TRY_LATER,
		"cannot connect to reeved: process %d is stopped", (int)pid);
	return err_hint(err, "kill -CONT %d", (int)pid);
}

/* A stopped process (SIGSTOP) gets less time than a busy one. */
static enum client_line client_read_greeting(
	struct client *client, cJSON **greeting, struct err *err)
{
	enum client_line got =
		client_next(client, greeting, GREETING_SOON_MS, err);

	if (got != CLIENT_LATE || proc_is_stopped(sock_peer_pid(client->fd)))
		return got;
	return client_next(client, greeting, GREETING_MAX_MS, err);
}

/* reeved's refusal as an error: its message, hint and exit status. */
static int client_fail_refused(const cJSON *answer, struct err *err)
{
	const char *message = json_text(answer, "message");
	const char *hint = json_text(answer, "try");
	int64_t code = json_number(answer, "code", EXIT_TRY_LATER);

	err_set(err, (enum exit_code)code, "%s",
		message ? message
			: "reeved refused the request without a reason");
	return hint ? err_hint(err, "%s", hint) : -1;
}

/* 1: a reeved of our version, 0: reeved closed the connection, -1: err. */
static int client_greet(struct client *client, struct err *err)
{
	cJSON *greeting = NULL;
	int64_t version;

	switch (client_read_greeting(client, &greeting, err)) {
	case CLIENT_FAILED:
		return -1;
	case CLIENT_ENDED:
		return 0;
	case CLIENT_LATE:
		return client_fail_greeting(sock_peer_pid(client->fd), err);
	case CLIENT_LINE:
		break;
	}
	if (json_text(greeting, "message")) {
		client_fail_refused(greeting, err);
		cJSON_Delete(greeting);
		return -1;
	}
	version = json_number(greeting, "reeved", 0);
	cJSON_Delete(greeting);
	if (version == REQUEST_VERSION)
		return 1;
	err_set(err, EXIT_TRY_LATER,
		"cannot connect to reeved: its protocol version is %lld, not %d",
		(long long)version, REQUEST_VERSION);
	return err_hint(err, "reeve down, then the same command again");
}

bool client_is_down(int error)
{
	return error == ENOENT || error == ECONNREFUSED;
}

/* 1: connected, 0: reeved is not running (see errno), -1: err. */
static int client_connect(
	struct client **client, const char *path, struct err *err)
{
	struct client *new;
	int fd = sock_connect(path, SOCK_STREAM, err), rc;

	if (fd < 0)
		return client_is_down(errno) ? 0 : -1;
	if (!sock_peer_is_us(fd)) {
		close(fd);
		return err_set(err, EXIT_TRY_LATER,
			"cannot connect to reeved: '%s': another user's socket",
			path);
	}
	new = mem_alloc(sizeof(*new));
	new->fd = fd;
	lines_open(&new->lines, fd, ANSWER_MAX_BYTES);
	rc = client_greet(new, err);
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
	for (int attempt = 0; attempt < CONNECT_ATTEMPTS; attempt++) {
		rc = client_connect(client, path.text, err);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		if (start == CLIENT_ONLY_RUNNING)
			return -1;
		log_debug("starting reeved for '%s'", state.text);
		if (reeved_start(state.text, globals->config, err) < 0)
			return -1;
	}
	err_set(err, EXIT_TRY_LATER,
		"cannot connect to reeved: reeved ends after each start");
	return err_hint(err, "reeve doctor");
}

static int client_send(
	struct client *client, const cJSON *request, struct err *err)
{
	char *line = json_line(request);
	size_t len = strlen(line), at = 0;
	ssize_t n = 0;

	if (len + 1 > REQUEST_MAX_BYTES)
		err_set(err, EXIT_WRONG_USE,
			"cannot send the request: larger than %zu MiB",
			REQUEST_MAX_BYTES >> 20);
	else if (!text_is_utf8(line, len))
		err_set(err, EXIT_WRONG_USE,
			"cannot send the request: not UTF-8 text");
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
	return at == len ? 0 : err_sys(err, "cannot send the request");
}

int client_ask(
	struct client *client, cJSON *request, cJSON **answer, struct err *err)
{
	int rc = client_send(client, request, err);

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
			"no answer from reeved: reeved has ended");
		return err_hint(err,
			"reeve list: the request may have been carried out");
	}
	if (json_bool(*answer, "ok"))
		return 0;
	rc = client_fail_refused(*answer, err);
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

int client_check_reopen(
	const struct globals *globals, int *ends, struct err *err)
{
	struct path state;

	if (path_find_state(&state, globals->state, err) < 0)
		return -1;
	if (access(path_state(state.text, "down").text, F_OK) == 0)
		return err_set(err, EXIT_TRY_LATER,
			"the wait has ended: reeved was stopped by `reeve "
			"down`");
	if (++*ends > STREAM_ENDS_MAX)
		return err_set(err, EXIT_TRY_LATER,
			"the wait has ended: reeved ends after each start");
	return 0;
}
