/*
 * lock - a file that proves somebody lives
 *
 * flock() on an O_CLOEXEC descriptor: held while the process lives, free the
 * moment it is dead, however it died; no pid can be mistaken for another.
 * The descriptor is for the holder's whole life. Uses libc alone.
 */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <stdbool.h>

#include "base/err.h"

enum lock_wait {
	LOCK_TRY, /* taken by another: -1 with errno == EWOULDBLOCK */
	LOCK_QUEUE, /* wait until it is free */
};

/* Takes `path` alone; returns the descriptor that holds it, or -1. */
int lock_take(const char *path, enum lock_wait wait, struct err *err);

/* Takes it together with others who share it. */
int lock_share(const char *path, enum lock_wait wait, struct err *err);

/* True while somebody holds it alone. A missing file is held by nobody. */
bool lock_is_held(const char *path);

/*
 * The same once inotify has told of its close: the kernel tells a moment
 * before it lets the lock go, so this looks again for up to 40 ms.
 */
bool lock_stays_held(const char *path);

#endif
