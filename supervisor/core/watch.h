/*
 * watch - be told when files in a few directories change
 *
 * inotify. What it says is a hint: whoever is called looks at the file itself.
 * When the kernel's queue has overflowed the name is NULL: look at all.
 */
#ifndef SUPERVISOR_CORE_WATCH_H
#define SUPERVISOR_CORE_WATCH_H

#include "base/err.h"
#include "supervisor/core/loop.h"

struct watch;

typedef void watch_fn(void *arg, const char *name);

int watch_open(struct watch **watch, struct loop *loop, struct err *err);
void watch_close(struct watch *watch); /* accepts NULL */

/* Files that were put into `directory` whole (renamed into place), or whose
 * writer has closed them or died. */
int watch_add(struct watch *watch, const char *directory, watch_fn *fn,
	void *arg, struct err *err);

#endif
