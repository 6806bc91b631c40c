/*
 * follow - a client is told when the agent's terminal becomes still, and moves
 *
 * The connection of a follower stays open. The follower is told once that
 * nothing was written for as long as it named, and then once that output has
 * come; so an agent that rests, or that never stops writing, costs nothing.
 * Output alone arms the timer, and the timer is set again only after it has
 * expired, not with every byte.
 */
#ifndef KEEPER_FOLLOW_H
#define KEEPER_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

struct keeper;
struct client;

/*
 * The client follows the run from now on. `seen`: it has looked at the terminal
 * and is told of the next output in any case.
 */
void follow_begin(struct keeper *keeper, struct client *client,
	int64_t still_ms, bool seen);

/* The agent has written. */
void follow_output(struct keeper *keeper);

/* The text with this number was typed whole. */
void follow_typed(struct keeper *keeper, int64_t number);

/* Tells of stillness where that is due. */
void follow_step(struct keeper *keeper, int64_t now_boot_ms);

/* The run has ended: its followers are dropped. */
void follow_end(struct keeper *keeper);

#endif
