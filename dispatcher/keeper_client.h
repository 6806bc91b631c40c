/*
 * keeper - tell a keeper something and wait for its answer
 *
 * Waits, so it is for workers; reeved's loop has supervisor/core/keepers.h.
 */
#ifndef DISPATCHER_KEEPER_H
#define DISPATCHER_KEEPER_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Waits until the keeper of `agent` listens: 0, or -1 after `limit_ms`, or as
 * soon as one that lived has died.
 */
int keeper_await(const char *state, const char *agent, int64_t limit_ms,
	struct err *err);

/* Waits until no keeper of `agent` lives: 0, or -1 after `limit_ms`. */
int keeper_await_end(const char *state, const char *agent, int64_t limit_ms);

/* Has it run a launch. The answer's error becomes ours. */
int keeper_run(const char *state, const char *agent, const char *run,
	int64_t epoch, pid_t leader, int64_t limit_ms, struct err *err);

#endif
