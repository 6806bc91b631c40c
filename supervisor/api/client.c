/*
 * client - lines from one who asks, lines back: see server.h
 */
#include "supervisor/api/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/request.h"

#define MAX_UNSENT_BYTES ((size_t)32 << 20)

static void client_readable(void *arg, uint32_t events);

static struct client *client_of(struct reply *reply)
{
	return (struct client *)reply;
}

static void client_release(struct client *client)
{
	if (--client->holds > 0)
		return;
	str_clear(&client->in);
	str_clear(&client->out);
	subscription_clear(&client->subscription);
	free(client);
}

void client_leave(struct client *client)
{
	struct client **at = &client->server->first;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	client->server->count--;
	loop_remove(client->server->loop, client->fd);
	close(client->fd);
	subscription_clear(&client->subscription);
	client->server = NULL;
	client_release(client);
}

/* Sends what can be sent; false when the client is gone. */
static bool client_flush(struct client *client)
{
	size_t sent = 0;

	while (sent < client->out.len) {
		ssize_t n = send(client->fd, client->out.text + sent,
			client->out.len - sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN) {
			client_leave(client);
			return false;
		}
		if (n < 0)
			break;
		sent += (size_t)n;
	}
	if (sent) {
		memmove(client->out.text, client->out.text + sent,
			client->out.len - sent + 1);
		client->out.len -= sent;
	}
	if (client->leaving && !client->out.len) {
		client_leave(client);
		return false;
	}
	loop_add(client->server->loop, client->fd,
		client->out.len ? EPOLLIN | EPOLLOUT : EPOLLIN, client_readable,
		client, NULL);
	return true;
}

static void client_send(struct client *client, cJSON *json)
{
	char *line = json_line(json);

	cJSON_Delete(json);
	if (client->server && client->out.len < MAX_UNSENT_BYTES) {
		str_add(&client->out, line);
		str_add_char(&client->out, '\n');
		client_flush(client);
	} else if (client->server) {
		client_leave(client); /* it does not read */
	}
	free(line);
}

static void client_work(struct client *client);

/* The request is over: the next one may follow. */
static void client_finish(struct client *client)
{
	client->busy = false;
	if (client->server)
		client_work(client);
}

static void client_answer(struct reply *reply, cJSON *line)
{
	struct client *client = client_of(reply);

	client->holds++;
	client_send(client, line);
	client_finish(client);
	client_release(client);
}

static void client_stream(struct reply *reply, cJSON *line)
{
	client_send(client_of(reply), line);
}

static void client_subscribe(
	struct reply *reply, const struct subscription *what)
{
	struct client *client = client_of(reply);

	subscription_clear(&client->subscription);
	client->subscription = *what;
}

static int client_lend(struct reply *reply)
{
	struct client *client = client_of(reply);

	return client->out.len ? -1 : client->fd;
}

static void client_take_back(struct reply *reply, bool whole)
{
	struct client *client = client_of(reply);

	if (!client->server)
		return;
	client->holds++;
	if (whole)
		client_finish(client);
	else
		client_leave(client);
	client_release(client);
}

static bool client_is_gone(const struct reply *reply)
{
	return !((const struct client *)reply)->server;
}

static void client_hold(struct reply *reply)
{
	client_of(reply)->holds++;
}

static void client_let_go(struct reply *reply)
{
	client_release(client_of(reply));
}

static const struct reply_ops client_ops = {
	.answer = client_answer,
	.stream = client_stream,
	.subscribe = client_subscribe,
	.lend = client_lend,
	.take_back = client_take_back,
	.is_gone = client_is_gone,
	.hold = client_hold,
	.release = client_let_go,
};

/* What cannot be read is answered once; then there is nothing to go on with. */
static void client_give_up(struct client *client, const struct err *err)
{
	client->leaving = true;
	client_send(client, reply_refusal(err));
}

static void take_line(struct client *client, const char *line, size_t len)
{
	struct err err = ERR_INIT;
	cJSON *request =
		json_parse(line, len, REQUEST_MAX_BYTES, "request", &err);

	if (request && !cJSON_IsObject(request)) {
		err_set(&err, EXIT_WRONG_USE, "request: expected an object");
		cJSON_Delete(request);
		request = NULL;
	}
	if (!request) {
		client_give_up(client, &err);
		return;
	}
	client->busy = true;
	client->server->fn(client->server->arg, &client->reply, request);
	cJSON_Delete(request);
}

/* The first whole line, taken out of the buffer; NULL when there is none. */
static char *next_line(struct client *client, size_t *len)
{
	char *end = client->in.len > client->in_seen
			    ? memchr(client->in.text + client->in_seen, '\n',
				      client->in.len - client->in_seen)
			    : NULL;
	char *line;

	client->in_seen = client->in.len;
	if (!end)
		return NULL;
	*len = (size_t)(end - client->in.text);
	line = mem_copy_bytes(client->in.text, *len);
	client->in.len -= *len + 1;
	memmove(client->in.text, end + 1, client->in.len + 1);
	client->in_seen = 0;
	return line;
}

/*
 * Works off whole lines while no request is pending. An answer given at once
 * comes back here: then the loop below goes on with the next line.
 */
static void client_work(struct client *client)
{
	struct err err = ERR_INIT;
	char *line;
	size_t len;

	if (client->working)
		return;
	client->working = true;
	while (client->server && !client->busy && !client->leaving &&
		(line = next_line(client, &len))) {
		take_line(client, line, len);
		free(line);
	}
	client->working = false;
	if (client->server && client->in.len > REQUEST_MAX_BYTES) {
		err_set(&err, EXIT_WRONG_USE, "request: longer than %zu bytes",
			REQUEST_MAX_BYTES);
		client_give_up(client, &err);
	}
}

static void client_readable(void *arg, uint32_t events)
{
	struct client *client = arg;
	char buffer[65536];
	ssize_t len;

	client->holds++;
	if ((events & EPOLLOUT) && !client_flush(client))
		goto out;
	if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		goto out;
	len = recv(client->fd, buffer, sizeof(buffer), MSG_DONTWAIT);
	if (len > 0) {
		str_add_bytes(&client->in, buffer, (size_t)len);
		client_work(client);
	} else if (len == 0 || (errno != EAGAIN && errno != EINTR)) {
		client_leave(client);
	}
out:
	client_release(client);
}

void client_turn_away(int fd)
{
	struct err err = ERR_INIT;
	cJSON *json;
	char *line, *text;

	err_set(&err, EXIT_TRY_LATER,
		"cannot talk to reeved: too many clients are connected");
	err_hint(&err, "repeat the command later");
	json = reply_refusal(&err);
	line = json_line(json);
	text = mem_format("%s\n", line);
	if (send(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_debug("a client was turned away and did not read why");
	close(fd);
	free(text);
	free(line);
	cJSON_Delete(json);
}

static void greet(struct client *client)
{
	cJSON *line = cJSON_CreateObject();

	json_add_number(line, "reeved", REQUEST_VERSION);
	json_add_text(line, "version", REEVE_VERSION);
	json_add_number(line, "pid", getpid());
	client_send(client, line);
}

void client_welcome(struct server *server, int fd)
{
	struct client *client = mem_alloc(sizeof(*client));

	client->reply.ops = &client_ops;
	client->server = server;
	client->fd = fd;
	client->holds = 1;
	client->next = server->first;
	server->first = client;
	server->count++;
	if (loop_add(server->loop, fd, EPOLLIN, client_readable, client, NULL) <
		0)
		client_leave(client);
	else
		greet(client);
}
