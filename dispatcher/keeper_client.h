/*
 * keeper_client - give a keeper a command and wait for its answer
 *
 * It waits, so it is for workers; reeved's loop uses supervisor/core/keepers.h.
 */
#ifndef DISPATCHER_KEEPER_CLIENT_H
#define DISPATCHER_KEEPER_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* Whether a keeper of `agent` lives: it holds its lock. */
bool keeper_is_alive(const char *state, const char *agent);

/*
 * Waits until the keeper of `agent` listens: 0; -1 after `limit_ms`, and at
 * once when a keeper that was alive has died.
 */
int keeper_await(const char *state, const char *agent, int64_t limit_ms,
	struct err *err);

/* Waits until no keeper of `agent` lives: 0, or -1 after `limit_ms`. */
int keeper_await_end(const char *state, const char *agent, int64_t limit_ms);

/* Has the keeper start the launch of `run`; `err` has the keeper's own error. */
int keeper_run(const char *state, const char *agent, const char *run,
	int64_t epoch, pid_t leader, int64_t limit_ms, struct err *err);

#endif
