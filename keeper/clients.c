/*
 * clients - who has connected to keepers/NAME.sock
 *
 * None of them can make the keeper wait: packets are taken as they come, an
 * answer that is not taken at once is dropped together with its reader, and
 * so is whoever stays silent, unless it follows (run_events.c).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/kv.h"
#include "base/sock.h"
#include "keeper/keeper.h"
#include "model/paths.h"

#define ANSWER_BYTES 2048

static char packet[COMMAND_MAX_BYTES];

void client_drop(struct keeper *keeper, struct client *client)
{
	watch_close(&client->watch, keeper->epoll);
	client->until_boot_ms = client->still_ms = client->still_boot_ms = 0;
}

static void admit(struct keeper *keeper, int fd)
{
	for (uint32_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &keeper->clients[i];

		if (client->watch.fd >= 0)
			continue;
		watch_init(&client->watch, fd, FROM_CLIENT + i);
		watch_want(&client->watch, keeper->epoll, EPOLLIN);
		client->until_boot_ms = clock_boot_ms() + CLIENT_MS;
		return;
	}
	close(fd);
}

void clients_accept(struct keeper *keeper)
{
	int fd;

	while ((fd = accept4(keeper->listener.fd, NULL, NULL,
			SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
		if (sock_peer_is_us(fd))
			admit(keeper, fd);
		else
			close(fd);
	}
}

void clients_refuse(struct keeper *keeper)
{
	struct path sock = path_keeper(keeper->state, keeper->name, "sock");

	if (keeper->listener.fd < 0)
		return;
	unlink(sock.text);
	watch_close(&keeper->listener, keeper->epoll);
}

static size_t answer_packet(struct keeper *keeper, struct client *client,
	size_t len, char *answer, size_t size)
{
	struct kv_writer writer = { .bytes = answer, .size = size };

	if (len <= sizeof(packet))
		return command_answer(
			keeper, client, packet, len, answer, size);
	kv_put(&writer, "error", "the command is too long");
	return writer.len;
}

void clients_hear(struct keeper *keeper, struct client *client)
{
	char answer[ANSWER_BYTES];
	ssize_t n;
	size_t len;

	if (client->watch.fd < 0)
		return;
	n = recv(client->watch.fd, packet, sizeof(packet),
		MSG_DONTWAIT | MSG_TRUNC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		client_drop(keeper, client);
		return;
	}
	client->until_boot_ms = clock_boot_ms() + CLIENT_MS;
	len = answer_packet(keeper, client, (size_t)n, answer, sizeof(answer));
	if (client->still_ms)
		client->until_boot_ms = 0;
	if (send(client->watch.fd, answer, len, MSG_DONTWAIT | MSG_NOSIGNAL) <
		0)
		client_drop(keeper, client);
}

void clients_step(struct keeper *keeper, int64_t now)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (keeper->clients[i].watch.fd >= 0 &&
			keeper->clients[i].until_boot_ms &&
			now >= keeper->clients[i].until_boot_ms)
			client_drop(keeper, &keeper->clients[i]);
}
