/*
 * terminal - the keeper's side of the tmux pane
 *
 * In raw mode while the keeper lives, so that every byte reaches the agent's
 * own terminal and is given its meaning there. It may be lost (hung up); the
 * agent does not see that.
 */
#ifndef KEEPER_TERMINAL_H
#define KEEPER_TERMINAL_H

#include <stdbool.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "base/err.h"
#include "keeper/channel.h"
#include "keeper/watch.h"

/* Left free by the agent's output, for the keeper's own lines. */
#define TERMINAL_OWN_BYTES 2048

struct terminal {
	struct watch watch; /* fd -1: lost */
	struct termios found_mode; /* before raw mode */
	struct channel out; /* what the pane has not taken yet */
};

/* Takes over standard input, which becomes /dev/null with the other two. */
int terminal_open(struct terminal *terminal, uint32_t source, struct err *err);

void terminal_size(const struct terminal *terminal, struct winsize *size);

/* Room for output of the agent; without a terminal there always is. */
size_t terminal_room(const struct terminal *terminal);

/* Shows a line of our own; control characters in it become blanks. */
bool terminal_print(struct terminal *terminal, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes what the pane takes; false when it has hung up. */
bool terminal_flush(struct terminal *terminal);

/* It has hung up. */
void terminal_hangup(struct terminal *terminal, int epoll);

/* Puts it back as it was. */
void terminal_close(struct terminal *terminal, int epoll);

#endif
