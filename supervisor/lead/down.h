/*
 * down - `reeve down`: end reeved, and with --all every agent first
 *
 * STATE/down tells keepers not to start reeved again; the next reeved that a
 * command starts removes it.
 */
#ifndef SUPERVISOR_LEAD_DOWN_H
#define SUPERVISOR_LEAD_DOWN_H

#include "supervisor/daemon.h"

void leave_begin(
	struct daemon *daemon, struct client *client, bool all, const char *by);

/* Ends the loop as soon as everything that was to be stopped has ended. */
void leave_check(struct daemon *daemon);

#endif
