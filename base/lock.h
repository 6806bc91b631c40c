/*
 * lock - a lock file that shows that its holder is alive
 *
 * flock() on an O_CLOEXEC descriptor. The kernel releases the lock when the
 * process dies, for any reason, so that no pid has to be compared. The holder
 * keeps the descriptor open as long as it lives. Uses libc alone.
 */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <stdbool.h>

#include "base/err.h"

enum lock_wait {
	LOCK_TRY, /* held by another process: -1 with errno EWOULDBLOCK */
	LOCK_QUEUE, /* wait until it is free */
};

/* Takes an exclusive lock; returns the descriptor that holds it, or -1. */
int lock_take(const char *path, enum lock_wait wait, struct err *err);

/* Takes a shared lock. */
int lock_share(const char *path, enum lock_wait wait, struct err *err);

/* True while a process holds it exclusively. False for a missing file. */
bool lock_is_held(const char *path);

/*
 * The same after inotify reported the close of the file. The kernel reports it
 * shortly before it releases the lock, so this retries for up to 40 ms.
 */
bool lock_stays_held(const char *path);

#endif
