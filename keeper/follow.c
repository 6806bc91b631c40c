/*
 * follow - tell whoever listens when the terminal becomes still, and moves
 *
 * A follower's connection stays open. It is told once that nothing was written
 * for as long as it named, and then once that something was; so an agent that
 * rests, or that never stops writing, costs nothing. The timer is armed by
 * output alone, and set anew only when it has run down, not with every byte.
 */
#include <sys/socket.h>

#include "base/clock.h"
#include "base/kv.h"
#include "keeper/keeper.h"

#define EVENT_BYTES 128

static void tell(struct keeper *keeper, struct client *client,
	const char *event, const char *key, int64_t number)
{
	char bytes[EVENT_BYTES];
	struct kv_writer packet = { .bytes = bytes, .size = sizeof(bytes) };

	kv_put(&packet, "event", event);
	if (key)
		kv_put_number(&packet, key, number);
	if (send(client->watch.fd, bytes, packet.len,
		    MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		client_drop(keeper, client);
}

static bool follows(const struct client *client)
{
	return client->watch.fd >= 0 && client->still_ms;
}

void follow_begin(struct keeper *keeper, struct client *client,
	int64_t still_ms, bool seen)
{
	client->until_boot_ms = 0;
	client->told_moved = !seen;
	if (client->still_ms && seen)
		return;
	client->still_ms = still_ms;
	client->told_still = false;
	client->still_boot_ms = keeper->run.output_boot_ms + still_ms;
}

void follow_output(struct keeper *keeper)
{
	keeper->run.output_boot_ms = clock_boot_ms();
	for (int i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &keeper->clients[i];

		if (!follows(client))
			continue;
		client->told_still = false;
		if (!client->still_boot_ms)
			client->still_boot_ms =
				keeper->run.output_boot_ms + client->still_ms;
		if (!client->told_moved) {
			client->told_moved = true;
			tell(keeper, client, "moved", NULL, 0);
		}
	}
}

static void look(struct keeper *keeper, struct client *client, int64_t now)
{
	int64_t still = keeper->run.output_boot_ms + client->still_ms;

	if (now < client->still_boot_ms)
		return;
	client->still_boot_ms = now < still ? still : 0;
	if (now < still || client->told_still)
		return;
	client->told_still = true;
	client->told_moved = false;
	tell(keeper, client, "still", "output_ms", keeper->run.output_ms);
}

void follow_step(struct keeper *keeper, int64_t now)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (follows(&keeper->clients[i]) &&
			keeper->clients[i].still_boot_ms)
			look(keeper, &keeper->clients[i], now);
}

void follow_typed(struct keeper *keeper, int64_t number)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (follows(&keeper->clients[i]))
			tell(keeper, &keeper->clients[i], "typed", "number",
				number);
}

void follow_end(struct keeper *keeper)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (follows(&keeper->clients[i]))
			client_drop(keeper, &keeper->clients[i]);
}
