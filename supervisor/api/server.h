/*
 * server - reeved's socket and those who ask through it
 *
 * One JSON document a line (model/request.h). The server knows lines and
 * clients; what a request means is in requests.c, which sees a struct reply.
 */
#ifndef SUPERVISOR_API_SERVER_H
#define SUPERVISOR_API_SERVER_H

#include <cjson/cJSON.h>

#include "base/err.h"
#include "supervisor/core/loop.h"
#include "supervisor/core/reply.h"

struct server;

/* A line has come: `reply` is answered now or later. */
typedef void server_request_fn(
	void *arg, struct reply *reply, const cJSON *request);

int server_open(struct server **server, struct loop *loop, const char *path,
	server_request_fn *fn, void *arg, struct err *err);
void server_close(struct server *server); /* accepts NULL */

/* Calls fn for each that has subscribed to something. Accepts NULL. */
typedef void subscriber_fn(void *arg, struct reply *reply,
	const struct subscription *subscription);
void server_each_subscriber(
	struct server *server, subscriber_fn *fn, void *arg);

#endif
