/*
 * keeper - the program that stays in the pane with one agent
 *
 * One struct holds all of it; it is static, so that nothing grows. The files:
 *
 *	main.c loop.c		start, the one epoll loop
 *	terminal.c pty.c	the pane's side, the agent's side
 *	relay.c			bytes from one to the other
 *	input.c modes.c		what goes by: keys, terminal modes
 *	draft.c			the line that somebody has begun
 *	start.c run.c		a run begins, ends, is stopped
 *	witness.c oom.c		what is known about why
 *	tree.c			all processes of a run
 *	record.c json.c		what is told about it
 *	transcript.c		what it wrote
 *	clients.c commands.c	what reeved asks for
 *	inject.c		text typed on request
 *	run_events.c		who is told when the terminal is still
 *	keys.c			a person's keys
 *	leader.c revive.c	reeved has died; it is started again
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/signalfd.h>

#include "base/err.h"
#include "keeper/draft.h"
#include "keeper/input.h"
#include "keeper/modes.h"
#include "keeper/pty.h"
#include "keeper/run.h"
#include "keeper/terminal.h"
#include "keeper/transcript.h"
#include "keeper/watch.h"
#include "model/command.h"
#include "model/paths.h"

#define CLIENTS_MAX  16
#define CLIENT_MS    30000 /* of silence, then it is dropped */
#define INJECT_TEXTS 8
#define PATIENCE_MS  2000 /* for a renderer to end, for a pane to read on */
#define UNKILLABLE_MS                                                          \
	10000 /* after SIGKILL: then it is in the kernel's hands */
#define RECORD_TRY_MS 5000
#define ASK_MS        5000 /* for reeved to answer a key */

enum source {
	FROM_SIGNALS,
	FROM_TIMER,
	FROM_TERMINAL,
	FROM_AGENT,
	FROM_LISTENER,
	FROM_REEVED,
	FROM_LEADER,
	FROM_CLIENT, /* + its index */
};

struct client {
	struct watch watch;
	int64_t until_boot_ms; /* silent until then: dropped; 0: a follower */
	int64_t still_ms; /* what it calls still; 0: it does not follow */
	int64_t still_boot_ms; /* look then whether it is so; 0: never */
	bool told_still, told_moved;
};

enum inject_state {
	INJECT_REST,
	INJECT_TEXT,
	INJECT_ENTER
};

/* How a text is typed. */
struct typing {
	int64_t number; /* given out by inject_add; keys have none: 0 */
	bool keys; /* as single keys: no paste, and before all others */
	bool no_enter;
};

struct inject {
	enum inject_state state;
	int first, count; /* texts, a ring */
	size_t lengths[INJECT_TEXTS], at;
	struct typing how[INJECT_TEXTS];
	bool held; /* nothing but keys, until it is released */
	bool bracketed;
	int64_t enter_boot_ms;
};

struct keeper {
	const char *state, *name;
	int epoll;
	int64_t epoch; /* the highest seen */
	int64_t timer_boot_ms; /* what the timer is set to; 0: off */
	bool leaving; /* exit once no run goes */
	bool children_changed; /* look at the tree again */
	struct watch signals, timer, listener;

	struct terminal terminal;
	struct input input;
	struct draft draft;
	struct draft aside; /* while a dialog is open: the one behind it */
	bool asks; /* a dialog is open */

	struct pty pty;
	struct modes modes;
	struct run run; /* the last one when none goes */
	struct transcript transcript;
	struct inject inject;
	int64_t texts; /* so many were given a number */

	struct client clients[CLIENTS_MAX];
	bool keys; /* the last note offered them */
	struct watch asked; /* reeved, after a key */
	int64_t asked_until_boot_ms;
	struct watch leader; /* reeved's process, as it was last named */
	pid_t leader_pid;
	int64_t leader_boot_ms; /* nobody has greeted us by then; 0: never */
	int leader_looks; /* left */
	pid_t revived; /* reeved, started by us; 0: none */
	int64_t late_boot_ms; /* no run by then: look for reeved; 0: never */
};

/* The path of a program beside our own. */
struct path keeper_beside(const char *program);

/* loop.c: until there is nothing more to do. */
int keeper_open(struct keeper *keeper, struct err *err);
void keeper_loop(struct keeper *keeper);
void keeper_close(struct keeper *keeper);

/* relay.c */
/* Reads once; false when there is nothing to read now. */
bool relay_output(struct keeper *keeper);
void relay_input(struct keeper *keeper);
void relay_flush(struct keeper *keeper);
void relay_want(struct keeper *keeper);
void relay_resize(struct keeper *keeper);
void relay_hangup(struct keeper *keeper);
/* True when all that the agent has written is read and on its way. */
bool relay_is_drained(struct keeper *keeper);

/* start.c: starts runs/ID/launch; a refusal is -1 with the reason. */
int run_start(
	struct keeper *keeper, const char *id, int64_t epoch, struct err *err);

/* run.c */
bool run_is_going(const struct keeper *keeper);
void run_stop(struct keeper *keeper, enum stop_reason reason, const char *by);
/* Asks the agent to end, with these signals (0: none); twice is harmless. */
void run_end(struct keeper *keeper, int first, int second);
void run_reap(struct keeper *keeper);
void run_step(struct keeper *keeper);
void run_record_start(struct keeper *keeper);
void run_finish(struct keeper *keeper);

/* witness.c */
void witness_signal(struct keeper *keeper, const struct signalfd_siginfo *info);
void witness_key(struct keeper *keeper, enum input_event event);
/* How the run ended, for a person. */
void witness_tell(struct keeper *keeper);

/* clients.c, commands.c */
void clients_accept(struct keeper *keeper);
/* Takes no more of them, for good. */
void clients_refuse(struct keeper *keeper);
void clients_hear(struct keeper *keeper, struct client *client);
void clients_step(struct keeper *keeper, int64_t now);
/* Answers a command of `len` bytes into `answer`; returns its length. */
size_t command_answer(struct keeper *keeper, struct client *client,
	const char *bytes, size_t len, char *answer, size_t size);
void client_drop(struct keeper *keeper, struct client *client);

/* run_events.c */
/* Tells this client from now on; `seen`: it has looked, and is to be told of
 * the next output in any case. */
void follow_begin(struct keeper *keeper, struct client *client,
	int64_t still_ms, bool seen);
void follow_output(struct keeper *keeper);
void follow_step(struct keeper *keeper, int64_t now);
void follow_typed(struct keeper *keeper, int64_t number);
/* The run is over: whoever followed it is let go. */
void follow_end(struct keeper *keeper);

/* leader.c */
void leader_seen(struct keeper *keeper, pid_t pid);
void leader_gone(struct keeper *keeper);
/* Nobody has greeted us yet: starts reeved if it is gone again. */
void leader_look(struct keeper *keeper);

/* inject.c */
enum inject_result {
	INJECT_SENT,
	INJECT_QUEUED,
	INJECT_FULL,
	INJECT_BUSY /* keys do not go into the middle of a text */
};
/* Sets how->number. */
enum inject_result inject_add(
	struct keeper *keeper, const char *text, struct typing *how);
void inject_release(struct keeper *keeper);
/* Why the first text is not typed yet. */
const char *inject_why(const struct keeper *keeper);
void inject_step(struct keeper *keeper);
void inject_clear(struct keeper *keeper);
bool inject_is_typing(const struct keeper *keeper);
/* Somebody has begun a line, or a text is there that is to be typed. */
bool inject_is_ahead(const struct keeper *keeper);
/* When it has something to do by itself; 0: never. */
int64_t inject_due(const struct keeper *keeper);

/* keys.c */
void keys_press(struct keeper *keeper, char byte, enum input_event event);
void keys_answer(struct keeper *keeper);
void keys_close(struct keeper *keeper);

/* revive.c */
enum reeved_state {
	REEVED_THERE,
	REEVED_STARTED,
	REEVED_AWAY
};
/* Starts reeved when it is gone and not meant to be. */
enum reeved_state revive(struct keeper *keeper);
/* The next run is due at this wall time; 0: none will come. */
void revive_expect(struct keeper *keeper, int64_t due_ms);
void revive_late(struct keeper *keeper);

#endif
