/*
 * sock - unix sockets that only their owner can reach
 *
 * A socket's path may be at most 107 bytes; longer ones are reached through a
 * descriptor of their directory (/proc/self/fd/N/NAME). Descriptors are
 * O_CLOEXEC. Types: SOCK_STREAM, SOCK_SEQPACKET, with SOCK_NONBLOCK or not.
 * Uses libc alone.
 */
#ifndef BASE_SOCK_H
#define BASE_SOCK_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Listens on `path` (0600), replacing a socket left by a dead process: there is
 * always one of the two at `path`, and the new one listens when it gets there.
 */
int sock_listen(const char *path, int type, struct err *err);

/*
 * Connects. Nobody there is -1 with errno ENOENT or ECONNREFUSED. A
 * non-blocking connect whose queue is full is -1 with EAGAIN.
 */
int sock_connect(const char *path, int type, struct err *err);

/* Who connected, or who listens; 0: nobody knows. */
pid_t sock_peer_pid(int fd);

/* True when the process at the other end runs as we do. */
bool sock_peer_is_us(int fd);

#endif
