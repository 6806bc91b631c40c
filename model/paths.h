/*
 * paths - where things are below the state directory
 *
 * The only place that knows; see docs/architecture.md for who writes what.
 * Uses libc alone.
 */
#ifndef MODEL_PATHS_H
#define MODEL_PATHS_H

#include <limits.h>

#include "base/err.h"

/* A path made by one of the functions below. */
struct path {
	char text[PATH_MAX];
};

/* STATE/NAME: "reeve.db", "reeved.sock", "reeved.lock", "down", "start", … */
struct path path_state(const char *state, const char *name);

struct path path_record(const char *state, const char *run);
/* NAME is one of "launch", "prompt", "continuation", "transcript.log", … */
struct path path_run(const char *state, const char *run, const char *name);
/* KIND is "lock" or "sock". */
struct path path_keeper(const char *state, const char *agent, const char *kind);
struct path path_checkpoint(const char *state, const char *agent);

/*
 * The state directory: `option` (--state), else REEVE_STATE, else
 * $XDG_STATE_HOME/reeve, else ~/.local/state/reeve; made absolute, not created.
 */
int path_find_state(struct path *state, const char *option, struct err *err);

/* The config file, in the same way; `*exists` tells whether it is there. */
int path_find_config(
	struct path *config, const char *option, int *exists, struct err *err);

#endif
