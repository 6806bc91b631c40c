/*
 * terminal - the keeper's side of the tmux pane
 *
 * The pane's terminal is in raw mode while the keeper lives, so that every byte
 * reaches the agent's own terminal and gets its meaning there. After a hangup
 * the keeper has no terminal; the agent still has its own.
 */
#ifndef KEEPER_TERMINAL_H
#define KEEPER_TERMINAL_H

#include <stdbool.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "base/err.h"
#include "keeper/channel.h"
#include "keeper/watch.h"

/* Room that output of the agent leaves for the keeper's own lines. */
#define TERMINAL_OWN_BYTES 2048

struct terminal {
	struct watch watch; /* fd -1: hung up */
	struct termios found_mode; /* before raw mode */
	struct channel out; /* bytes that the pane has not taken yet */
};

/*
 * Takes over the terminal of standard input. Descriptors 0 to 2 are then
 * /dev/null.
 */
int terminal_open(struct terminal *terminal, uint32_t source, struct err *err);

void terminal_size(const struct terminal *terminal, struct winsize *size);

/* Room for output of the agent; never 0 after a hangup. */
size_t terminal_room(const struct terminal *terminal);

/*
 * Shows a line of the keeper itself; control characters in it become blanks.
 * False when the pane takes no output.
 */
bool terminal_print(struct terminal *terminal, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes as much as the pane takes now; false when the pane has hung up. */
bool terminal_flush(struct terminal *terminal);

/* The pane has hung up: closes the terminal. */
void terminal_hangup(struct terminal *terminal, int epoll);

/* Restores the modes and closes the terminal. */
void terminal_close(struct terminal *terminal, int epoll);

#endif
