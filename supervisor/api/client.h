/*
 * client - one who asks over reeved's socket, as server.c and client.c see it
 *
 * All others see its struct reply (core/reply.h). Lines come in, one request at
 * a time: while the answer is pending the next lines wait in the buffer. What a
 * client does not read costs a bounded buffer; then it is closed.
 */
#ifndef SUPERVISOR_API_CLIENT_H
#define SUPERVISOR_API_CLIENT_H

#include "base/str.h"
#include "supervisor/api/server.h"
#include "supervisor/core/reply.h"

struct server {
	struct loop *loop;
	char *path;
	int fd;
	server_request_fn *fn;
	void *arg;
	struct client *first;
	int count, most;
};

struct client {
	struct reply reply; /* first: each is the other */
	struct client *next;
	struct server *server; /* NULL: gone */
	int fd, holds;
	bool busy; /* a request is pending */
	bool working; /* its lines are being worked off */
	bool leaving; /* close once everything is sent */
	struct str in, out;
	size_t in_seen; /* bytes already searched for a newline */
	struct subscription subscription;
};

/* Takes over the descriptor of somebody who has connected, and greets. */
void client_welcome(struct server *server, int fd);
/* Takes over that of somebody there is no room for: says so, and closes it. */
void client_turn_away(int fd);
/* Whoever still holds its reply finds it gone. */
void client_leave(struct client *client);

#endif
