/*
 * fence - a command of an old leader is refused
 *
 * Every reeved that becomes the leader has an epoch, greater than the epoch of
 * each leader before. A reeved that was suspended and wakes up does not know
 * that another has replaced it; its commands still carry the old epoch. The
 * keeper remembers the highest epoch it has seen and refuses what is older.
 * No other file compares epochs.
 */
#ifndef KEEPER_FENCE_H
#define KEEPER_FENCE_H

#include <stdint.h>

#include "base/err.h"
#include "model/command.h"

struct fence {
	int64_t epoch; /* the highest seen */
};

/*
 * Checks the epoch of a command (negative: the command has none), and remembers
 * a higher one. Returns COMMAND_OK, COMMAND_STALE_EPOCH or COMMAND_INVALID with
 * the reason in `err`.
 */
enum command_error fence_check(
	struct fence *fence, int64_t epoch, struct err *err);

/* Remembers an epoch that was seen elsewhere, as in a launch. */
void fence_raise(struct fence *fence, int64_t epoch);

#endif
