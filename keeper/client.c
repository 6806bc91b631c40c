/*
 * client - a connection to keepers/NAME.sock: see client.h
 */
#include "keeper/client.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/sock.h"
#include "keeper/keeper.h"
#include "model/paths.h"

#define IDLE_TIMEOUT_MS 30000

static char packet[COMMAND_MAX_BYTES];

void client_drop(struct keeper *keeper, struct client *client)
{
	watch_close(&client->watch, keeper->epoll);
	client->expires_boot_ms = client->still_ms = client->still_boot_ms = 0;
}

static void client_add(struct keeper *keeper, int fd)
{
	for (uint32_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &keeper->clients[i];

		if (client->watch.fd >= 0)
			continue;
		watch_init(&client->watch, fd, FROM_CLIENT + i);
		watch_want(&client->watch, keeper->epoll, EPOLLIN);
		client->expires_boot_ms = clock_boot_ms() + IDLE_TIMEOUT_MS;
		return;
	}
	close(fd);
}

void client_accept(struct keeper *keeper)
{
	int fd;

	while ((fd = accept4(keeper->listener.fd, NULL, NULL,
			SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
		if (sock_peer_is_us(fd))
			client_add(keeper, fd);
		else
			close(fd);
	}
}

void client_refuse_all(struct keeper *keeper)
{
	struct path sock = path_keeper(keeper->state, keeper->name, "sock");

	if (keeper->listener.fd < 0)
		return;
	unlink(sock.text);
	watch_close(&keeper->listener, keeper->epoll);
}

const char *client_receive(
	struct keeper *keeper, struct client *client, size_t *len)
{
	ssize_t n;

	if (client->watch.fd < 0)
		return NULL;
	n = recv(client->watch.fd, packet, sizeof(packet),
		MSG_DONTWAIT | MSG_TRUNC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return NULL;
	if (n <= 0) {
		client_drop(keeper, client);
		return NULL;
	}
	if (!client->still_ms)
		client->expires_boot_ms = clock_boot_ms() + IDLE_TIMEOUT_MS;
	*len = (size_t)n;
	return packet;
}

void client_send(struct keeper *keeper, struct client *client,
	const char *bytes, size_t len)
{
	if (send(client->watch.fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		client_drop(keeper, client);
}

void client_expire(struct keeper *keeper, int64_t now_boot_ms)
{
	for (int i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &keeper->clients[i];

		if (client->watch.fd >= 0 && client->expires_boot_ms &&
			now_boot_ms >= client->expires_boot_ms)
			client_drop(keeper, client);
	}
}
