/*
 * client - one conversation with reeved
 *
 * model/request.h is the protocol. Answers are trees the caller deletes; an
 * answer that says no is an error with reeved's own words and exit status.
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
	CLIENT_START, /* start reeved where nobody answers */
	CLIENT_ONLY_RUNNING, /* nobody there: -1, *client stays NULL and
				errno is ENOENT or ECONNREFUSED */
};

int client_open(struct client **client, const struct globals *globals,
	enum client_start start, struct err *err);
void client_close(struct client *client); /* accepts NULL */

/*
 * Sends a request (which is deleted) and waits for its answer. Lines of a
 * stream follow an answer: client_next.
 */
int client_ask(
	struct client *client, cJSON *request, cJSON **answer, struct err *err);

/* Says one thing and hears the answer: opens, asks, closes. */
int client_ask_once(const struct globals *globals, cJSON *request,
	cJSON **answer, struct err *err);

/*
 * From now on, waiting ends (as by SIGPIPE) when nobody reads our output any
 * more: for what prints now and then for hours.
 */
void client_end_with_output(struct client *client);

/* What poll says of the descriptor is not all: first ask client_next. */
int client_fd(const struct client *client);

enum client_line {
	CLIENT_LINE, /* *line is the caller's */
	CLIENT_ENDED, /* reeved has closed the conversation */
	CLIENT_LATE, /* nothing came in time */
	CLIENT_FAILED, /* err says why */
};

/* The next line of a stream. timeout_ms: 0 does not wait, -1 for ever. */
enum client_line client_next(struct client *client, cJSON **line,
	int64_t timeout_ms, struct err *err);

#endif
