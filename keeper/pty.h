/*
 * pty - the terminal of the agent
 *
 * The keeper holds the master, and one slave as long as the agent lives:
 * without it the master would be at its end before the agent has opened its
 * side.
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
	struct channel in; /* what the agent has not read yet */
};

/* A new one that looks like the pane's; the old one must be closed. */
int pty_open(struct pty *pty, uint32_t source, const struct termios *like,
	const struct winsize *size, struct err *err);

void pty_resize(const struct pty *pty, const struct winsize *size);

/* True when a Ctrl-C byte would become a signal now. */
bool pty_has_signals(const struct pty *pty);

/* From now on the master is at its end when nobody else holds the slave. */
void pty_release(struct pty *pty);
void pty_close(struct pty *pty, int epoll);

#endif
