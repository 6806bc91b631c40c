/*
 * client - a connection to reeved
 *
 * model/request.h describes the protocol. The caller deletes each answer. A
 * refusal becomes an error with reeved's message, hint and exit status.
 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/command.h"

struct client;

enum client_start {
	CLIENT_START, /* start reeved if it is not running */
	CLIENT_ONLY_RUNNING, /* reeved is not running: -1, *client stays NULL,
				and client_is_down(errno) */
};

int client_open(struct client **client, const struct globals *globals,
	enum client_start start, struct err *err);
bool client_is_down(int error);
void client_close(struct client *client); /* accepts NULL */

/*
 * Sends a request, deletes it, and waits for its answer. The lines of a
 * stream come after the answer: client_next.
 */
int client_ask(
	struct client *client, cJSON *request, cJSON **answer, struct err *err);

/* Opens a connection, sends one request, reads its answer, and closes. */
int client_ask_once(const struct globals *globals, cJSON *request,
	cJSON **answer, struct err *err);

/*
 * From now on client_next raises SIGPIPE when the reader of standard output
 * has gone: for a command that may print nothing for hours.
 */
void client_end_with_output(struct client *client);

/* To poll. A line may be buffered already: call client_next first. */
int client_fd(const struct client *client);

enum client_line {
	CLIENT_LINE, /* *line is the caller's */
	CLIENT_ENDED, /* reeved has closed the connection */
	CLIENT_LATE, /* no line before the timeout */
	CLIENT_FAILED, /* the reason is in err */
};

/* The next line of a stream. timeout_ms 0: do not wait, -1: no timeout. */
enum client_line client_next(struct client *client, cJSON **line,
	int64_t timeout_ms, struct err *err);

/*
 * Decides after CLIENT_ENDED whether to open the stream again. Returns -1 with
 * err if a person has stopped reeved (`reeve down`), or if reeved has ended
 * several times in a row. *ends counts; the caller clears it with each line.
 */
int client_check_reopen(
	const struct globals *globals, int *ends, struct err *err);

#endif
