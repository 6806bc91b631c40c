/*
 * follow - a client is told when the agent's terminal becomes still, and moves:
 * see follow.h
 */
#include "keeper/follow.h"

#include "base/kv.h"
#include "keeper/keeper.h"

#define EVENT_BYTES 128

/* Sends an event; key NULL: without a number. */
static void follow_send(struct keeper *keeper, struct client *client,
	const char *event, const char *key, int64_t number)
{
	char bytes[EVENT_BYTES];
	struct kv_writer packet = { .bytes = bytes, .size = sizeof(bytes) };

	kv_put(&packet, "event", event);
	if (key)
		kv_put_number(&packet, key, number);
	client_send(keeper, client, bytes, packet.len);
}

static bool client_follows(const struct client *client)
{
	return client->watch.fd >= 0 && client->still_ms;
}

void follow_begin(struct keeper *keeper, struct client *client,
	int64_t still_ms, bool seen)
{
	client->expires_boot_ms = 0;
	client->told_moved = !seen;
	if (client->still_ms && seen)
		return;
	client->still_ms = still_ms;
	client->told_still = false;
	client->still_boot_ms = keeper->run.output_boot_ms + still_ms;
}

void follow_output(struct keeper *keeper)
{
	for (int i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &keeper->clients[i];

		if (!client_follows(client))
			continue;
		client->told_still = false;
		if (!client->still_boot_ms)
			client->still_boot_ms =
				keeper->run.output_boot_ms + client->still_ms;
		if (!client->told_moved) {
			client->told_moved = true;
			follow_send(keeper, client, "moved", NULL, 0);
		}
	}
}

/* Output since the timer was set moves the check; silence ends the checks. */
static void follow_check(
	struct keeper *keeper, struct client *client, int64_t now_boot_ms)
{
	int64_t still = keeper->run.output_boot_ms + client->still_ms;

	if (now_boot_ms < client->still_boot_ms)
		return;
	client->still_boot_ms = now_boot_ms < still ? still : 0;
	if (now_boot_ms < still || client->told_still)
		return;
	client->told_still = true;
	client->told_moved = false;
	follow_send(
		keeper, client, "still", "output_ms", keeper->run.output_ms);
}

void follow_step(struct keeper *keeper, int64_t now_boot_ms)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (client_follows(&keeper->clients[i]) &&
			keeper->clients[i].still_boot_ms)
			follow_check(keeper, &keeper->clients[i], now_boot_ms);
}

void follow_typed(struct keeper *keeper, int64_t number)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (client_follows(&keeper->clients[i]))
			follow_send(keeper, &keeper->clients[i], "typed",
				"number", number);
}

void follow_end(struct keeper *keeper)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (client_follows(&keeper->clients[i]))
			client_drop(keeper, &keeper->clients[i]);
}
