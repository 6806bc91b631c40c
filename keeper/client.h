/*
 * client - a connection to keepers/NAME.sock
 *
 * Only processes of the keeper's own user are accepted, at most CLIENTS_MAX at
 * a time. No client can make the keeper wait: a client that does not take its
 * answer at once is dropped, and so is a client that stays silent for 30 s,
 * unless it follows a run (follow.h).
 */
#ifndef KEEPER_CLIENT_H
#define KEEPER_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keeper/watch.h"

#define CLIENTS_MAX 16

struct keeper;

struct client {
	struct watch watch; /* fd -1: this place is free */
	int64_t expires_boot_ms; /* silent until then: dropped; 0: never */

	/* What follow.c tells this client. */
	int64_t still_ms; /* silence that counts as still; 0: follows nothing */
	int64_t still_boot_ms; /* check then whether it is still; 0: never */
	bool told_still, told_moved;
};

/* Accepts all that have connected. */
void client_accept(struct keeper *keeper);

/* Accepts no more clients, for good: the socket is removed. */
void client_refuse_all(struct keeper *keeper);

/*
 * The next packet of a client; NULL: there is none, or the client has gone and
 * is dropped. *len may be greater than COMMAND_MAX_BYTES: the packet was cut.
 * The bytes stay until the next call.
 */
const char *client_receive(
	struct keeper *keeper, struct client *client, size_t *len);

/* Sends one packet, or drops the client when it does not take it at once. */
void client_send(struct keeper *keeper, struct client *client,
	const char *bytes, size_t len);

void client_drop(struct keeper *keeper, struct client *client);

/* Drops the clients that were silent for too long. */
void client_expire(struct keeper *keeper, int64_t now_boot_ms);

#endif
