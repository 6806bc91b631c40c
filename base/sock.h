/*
 * sock - unix sockets that only their owner can connect to
 *
 * An address holds at most 107 bytes; a longer path is reached through a
 * descriptor of its directory (/proc/self/fd/N/NAME). Descriptors are
 * O_CLOEXEC. `type` is SOCK_STREAM or SOCK_SEQPACKET, with or without
 * SOCK_NONBLOCK. Uses libc alone.
 */
#ifndef BASE_SOCK_H
#define BASE_SOCK_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Listens on `path` (0600). Replaces the socket of a dead process by rename:
 * `path` is never missing, and the new socket already listens when it appears.
 */
int sock_listen(const char *path, int type, struct err *err);

/*
 * Connects. errno ENOENT or ECONNREFUSED: no process listens; EAGAIN: the
 * queue of the listener is full (non-blocking only).
 */
int sock_connect(const char *path, int type, struct err *err);

/* The pid of the process at the other end; 0: unknown. */
pid_t sock_peer_pid(int fd);

/* True when the process at the other end has our effective user. */
bool sock_peer_is_us(int fd);

#endif
