/*
 * server - reeved's socket and those who ask through it: see server.h
 */
#include "supervisor/api/server.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd_limit.h"
#include "base/mem.h"
#include "base/sock.h"
#include "supervisor/api/client.h"

#define MAX_CLIENTS 1024
/* Of the files we may have open, the part that clients may take. */
#define CLIENTS_SHARE 4

static void server_readable(void *arg, uint32_t events)
{
	struct server *server = arg;
	int fd;

	(void)events;
	fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	if (!sock_peer_is_us(fd))
		close(fd);
	else if (server->count >= server->most || !fd_may_stay(fd))
		client_turn_away(fd);
	else
		client_welcome(server, fd);
}

int server_open(struct server **out, struct loop *loop, const char *path,
	server_request_fn *fn, void *arg, struct err *err)
{
	struct server *server = mem_alloc(sizeof(*server));
	long share = fd_limit() / CLIENTS_SHARE;

	server->most = share < MAX_CLIENTS ? (int)share : MAX_CLIENTS;
	server->loop = loop;
	server->path = mem_copy(path);
	server->fn = fn;
	server->arg = arg;
	server->fd = sock_listen(path, SOCK_STREAM | SOCK_NONBLOCK, err);
	if (server->fd < 0 || loop_add(loop, server->fd, EPOLLIN,
				      server_readable, server, err) < 0) {
		server_close(server);
		return -1;
	}
	*out = server;
	return 0;
}

void server_close(struct server *server)
{
	if (!server)
		return;
	while (server->first)
		client_leave(server->first);
	if (server->fd >= 0) {
		loop_remove(server->loop, server->fd);
		unlink(server->path);
		close(server->fd);
	}
	free(server->path);
	free(server);
}

void server_each_subscriber(struct server *server, subscriber_fn *fn, void *arg)
{
	struct client *next;

	for (struct client *c = server ? server->first : NULL; c; c = next) {
		next = c->next;
		if (!c->subscription.journal && !c->subscription.task_count)
			continue;
		reply_hold(&c->reply);
		fn(arg, &c->reply, &c->subscription);
		reply_release(&c->reply);
	}
}
