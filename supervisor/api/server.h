/*
 * server - reeved's socket and those who ask through it
 *
 * One JSON document a line (model/request.h). The server knows lines and
 * clients; what a request means is in requests.c. A client asks one thing at a
 * time: while its answer is pending its next lines wait in its buffer. A slow
 * or silent client costs a bounded buffer and nobody's time.
 *
 * A client may be gone by the time its answer is ready, so whoever keeps one
 * keeps a reference: client_hold, client_release.
 */
#ifndef SUPERVISOR_API_SERVER_H
#define SUPERVISOR_API_SERVER_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "supervisor/core/loop.h"

struct server;
struct client;

/* A line has come from `client`: answer it now or later. */
typedef void request_fn(void *arg, struct client *client, const cJSON *request);

int server_open(struct server **server, struct loop *loop, const char *path,
	request_fn *fn, void *arg, struct err *err);
void server_close(struct server *server); /* accepts NULL */

/* Sends one line; `line` is deleted. The client may ask again. */
void client_answer(struct client *client, cJSON *line);
/* {"ok":false,…} */
void client_refuse(struct client *client, const struct err *err);
/* Sends a line of a stream: the request stays open. */
void client_tell(struct client *client, cJSON *line);

struct client *client_hold(struct client *client);
void client_release(struct client *client);
bool client_is_gone(const struct client *client);

/*
 * A stream's subscription: what the client waits for, in the owner's words.
 * Freed with the client.
 */
struct subscription {
	bool events; /* every event */
	int64_t *tasks; /* owned: tasks it waits for */
	size_t task_count;
	bool until_ended; /* `stop`: one answer when the task is at rest */
};

void client_subscribe(struct client *client, const struct subscription *what);
/* Calls fn for every client that has subscribed to something. */
typedef void subscriber_fn(void *arg, struct client *client,
	const struct subscription *subscription);
void server_each_subscriber(
	struct server *server, subscriber_fn *fn, void *arg);

#endif
