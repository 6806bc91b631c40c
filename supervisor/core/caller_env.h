/*
 * caller_env - the environment that a task's caller had
 *
 * STATE/env/TASK (0600): NAME=VALUE strings ended by NUL, only those that some
 * profile lets through or that --env names. Kept so that a run that starts hours
 * later, or with another profile, still has its keys; never shown, never in the
 * store.
 *
 * STATE/env/TASK.given (0600): those whose value --env gave. A later `resume`
 * replaces the first file, not this one.
 */
#ifndef SUPERVISOR_CORE_CALLER_ENV_H
#define SUPERVISOR_CORE_CALLER_ENV_H

#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"

int caller_env_save(const char *state, int64_t task, const struct argv *env,
	struct err *err);
/* Those of --env; an empty list writes no file. */
int caller_env_save_given(const char *state, int64_t task,
	const struct argv *given, struct err *err);

/* Both; a file that is not there is empty. */
int caller_env_read(
	struct argv *env, const char *state, int64_t task, struct err *err);

#endif
