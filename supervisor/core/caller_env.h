/*
 * caller_env - the environment that a task's caller had
 *
 * STATE/env/TASK (0600): NAME=VALUE strings ended by NUL, only those that some
 * profile passes or --env names. Kept so that a run that starts hours later,
 * or by another profile, still has its keys; never shown, never in the store.
 *
 * STATE/env/TASK.given (0600): those whose value --env gave. A later `resume`
 * replaces the first, not these.
 */
#ifndef SUPERVISOR_CORE_CALLER_ENV_H
#define SUPERVISOR_CORE_CALLER_ENV_H

#include "supervisor/daemon.h"

/* The request's `env` as a list; empty when it has none. */
int caller_env_of(struct argv *env, const cJSON *request, struct err *err);

/* Moves the values out of task->env: the task itself has only the names. */
void caller_env_take_given(struct argv *given, struct task *task);
int caller_env_save_given(struct daemon *daemon, const struct task *task,
	const struct argv *given, struct err *err);

int caller_env_save(struct daemon *daemon, const struct task *task,
	const struct argv *env, struct err *err);
/* Saves the request's, if it has one: after `run`, `resume` brings it anew. */
int caller_env_replace(struct daemon *daemon, const struct task *task,
	const cJSON *request, struct err *err);
/* Missing: an empty list. */
int caller_env_read(
	struct argv *env, const char *state, int64_t task, struct err *err);

#endif
