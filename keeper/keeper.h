/*
 * keeper - the program that stays in a pane with one agent
 *
 * All that the keeper knows is this one struct, static, so that nothing grows
 * while it runs. README.md has the way of the bytes and the order in which to
 * read the files. loop.c calls the others; they do not call one another.
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "keeper/client.h"
#include "keeper/draft.h"
#include "keeper/fence.h"
#include "keeper/follow.h"
#include "keeper/inject.h"
#include "keeper/input.h"
#include "keeper/keys.h"
#include "keeper/leader.h"
#include "keeper/modes.h"
#include "keeper/pty.h"
#include "keeper/run.h"
#include "keeper/terminal.h"
#include "keeper/transcript.h"
#include "keeper/watch.h"

/* The descriptors in the epoll set: `source` of a struct watch. */
enum source {
	FROM_SIGNALS,
	FROM_TIMER,
	FROM_TERMINAL,
	FROM_AGENT,
	FROM_LISTENER,
	FROM_REEVED, /* the answer to a key */
	FROM_LEADER, /* the leader's process */
	FROM_CLIENT, /* + its index */
};

struct keeper {
	const char *state, *name; /* of the command line */
	int epoll;
	struct watch signals, timer, listener;
	int64_t timer_boot_ms; /* what the timer is set to; 0: off */
	bool leaving; /* exit when no run is active */

	/* The pane, and what a person does there. */
	struct terminal terminal;
	struct input input;
	struct draft draft;
	struct draft draft_aside; /* the line behind an open dialog */
	bool dialog_open;
	struct keys keys;

	/* The agent. */
	struct pty pty;
	struct modes modes;
	struct run run;
	struct transcript transcript;
	struct inject inject;

	/* reeved. */
	struct client clients[CLIENTS_MAX];
	struct fence fence;
	struct leader leader;
	pid_t revived; /* a reeved that the keeper has started; 0: none */
};

/* loop.c: acts on what comes until the keeper is to exit. */
void keeper_loop(struct keeper *keeper);

#endif
