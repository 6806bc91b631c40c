/*
 * watch - be told when files change
 *
 * One inotify for all of reeved. What it tells is a hint: whoever is called
 * looks at the file itself. When the kernel has dropped events, or a directory
 * was removed, the name is NULL: look at everything.
 */
#ifndef SUPERVISOR_CORE_WATCH_H
#define SUPERVISOR_CORE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "supervisor/core/loop.h"

struct watch;
struct watched;

/* `name` is that of a file in a watched directory; "": the watched file. */
typedef void watch_fn(void *arg, const char *name);

int watch_open(struct watch **watch, struct loop *loop, struct err *err);
void watch_close(struct watch *watch); /* accepts NULL; and all its watches */

/*
 * Watches a file or directory for some of inotify's events (IN_MODIFY, …). Many
 * may watch the same one. NULL, with the reason in errno: it cannot be watched.
 */
struct watched *watch_add(struct watch *watch, const char *path, uint32_t mask,
	watch_fn *fn, void *arg);
/* Accepts NULL. May be called from the watch's own fn. */
void watch_remove(struct watched *watched);

/*
 * Watches a directory of ours for files that were put into it whole (renamed
 * into place), or whose writer has closed them or died. It is made again when
 * somebody has removed it.
 */
int watch_add_place(struct watch *watch, const char *directory, watch_fn *fn,
	void *arg, struct err *err);

#endif
