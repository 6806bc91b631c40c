/*
 * reader - answers that only read: at once, or in a process of their own
 *
 * A long answer (all tasks, the figures of years) is written by a process of
 * its own, `reeved --read`: it opens the store read-only and writes lines to the
 * descriptor of who asked, in its own time and in bounded memory. The loop only
 * starts it. READERS_MAX of them run at once; the next ones wait for their turn.
 */
#ifndef SUPERVISOR_API_READER_H
#define SUPERVISOR_API_READER_H

#include "supervisor/core/turn.h"
#include "supervisor/core/workers.h"

struct readers;

struct readers *readers_open(struct turn *turn, struct workers *workers,
	const char *config_path); /* NULL: no config file */
void readers_close(struct readers *readers); /* accepts NULL */

/* Carries out EFFECT_READ: takes the reply and the request out of it. */
void reader_read(struct readers *readers, struct effect *effect);

/*
 * The process itself: answers the request on stdin with lines on stdout, from
 * turn->store. `add_orphans` adds to a request for metrics what no task accounts
 * for. Returns its exit status.
 */
int reader_main(struct turn *turn,
	void (*add_orphans)(struct turn *turn, cJSON *request));

#endif
