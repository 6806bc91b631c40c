/*
 * loop - wait for descriptors and for one moment
 *
 * epoll and a timerfd; knows descriptors, not tasks. Each batch of descriptors
 * is one turn: `begin` is called before it and `end` after it, where all that
 * came together is committed together. Nothing due and nothing readable means no
 * wake-up at all.
 */
#ifndef SUPERVISOR_CORE_LOOP_H
#define SUPERVISOR_CORE_LOOP_H

#include <stdint.h>

#include "base/err.h"

struct loop;

typedef void loop_fn(void *arg, uint32_t events);

int loop_open(struct loop **loop, struct err *err);
void loop_close(struct loop *loop); /* accepts NULL */

/*
 * Calls fn(arg, events) when `fd` has any of `events` (EPOLLIN, …). The
 * descriptor stays the caller's, who removes it before closing it. Adding one
 * that is there changes its events.
 */
int loop_add(struct loop *loop, int fd, uint32_t events, loop_fn *fn, void *arg,
	struct err *err);
void loop_remove(struct loop *loop, int fd);

/* Calls fn(arg, 0) once `wall_ms` has come; 0: never. Replaces the last. */
void loop_set_due(struct loop *loop, int64_t wall_ms, loop_fn *fn, void *arg);

/* The next turn begins at once: there is more to do than fits into one. */
void loop_again(struct loop *loop);

/* Runs until loop_stop; the first turn has no descriptors. */
typedef void turn_fn(void *arg);
int loop_run(struct loop *loop, turn_fn *begin, turn_fn *end, void *arg,
	struct err *err);
void loop_stop(struct loop *loop);

#endif
