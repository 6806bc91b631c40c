/*
 * pty - the terminal of the agent
 *
 * The keeper holds the master, and one slave while the agent lives: without an
 * open slave a read of the master is at its end before the agent has opened its
 * own side.
 */
#ifndef KEEPER_PTY_H
#define KEEPER_PTY_H

#include <stdbool.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "base/err.h"
#include "keeper/channel.h"
#include "keeper/watch.h"

struct pty {
	struct watch master;
	int slave; /* -1: none */
	char name[32]; /* of the slave */
	struct channel in; /* bytes that the agent has not read yet */
};

/*
 * Opens a new terminal with these modes and this size. The last one must have
 * been closed.
 */
int pty_open(struct pty *pty, uint32_t source, const struct termios *like,
	const struct winsize *size, struct err *err);

void pty_resize(const struct pty *pty, const struct winsize *size);

/* True when the terminal turns a Ctrl-C byte into a signal now (ISIG). */
bool pty_has_signals(const struct pty *pty);

/*
 * Closes the slave: the master is at its end when no other process holds one.
 */
void pty_release(struct pty *pty);
void pty_close(struct pty *pty, int epoll);

#endif
