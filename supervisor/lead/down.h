/*
 * down - `reeve down`: end reeved, and with --all every agent first
 *
 * STATE/down tells keepers not to start reeved again; the next reeved that a
 * command starts removes it.
 */
#ifndef SUPERVISOR_LEAD_DOWN_H
#define SUPERVISOR_LEAD_DOWN_H

#include "supervisor/core/turn.h"

struct down {
	struct reply *reply; /* who asked, held; NULL: nobody has */
	bool all; /* agents are stopped first */
};

/* EVENT_DOWN: nothing begins any more; with --all every task is stopped. */
void down_begin(
	struct down *down, struct turn *turn, const struct event *event);

/*
 * True as soon as everything that was to be stopped has ended: who asked has
 * its answer, and the loop may end.
 */
bool down_is_over(struct down *down, struct turn *turn);

#endif
