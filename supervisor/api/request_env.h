/*
 * request_env - what a request says of its caller's environment
 *
 * Of all variables only those are kept (core/caller_env.h) that some profile
 * lets through or that --env names: a run that starts hours later, or with
 * another profile, still has its keys.
 */
#ifndef SUPERVISOR_API_REQUEST_ENV_H
#define SUPERVISOR_API_REQUEST_ENV_H

#include "supervisor/core/turn.h"

/* The request's `env` as a list; empty where it has none. */
int request_read_env(struct argv *env, const cJSON *request, struct err *err);

/* Replaces what is kept for the task, where the request has an environment:
 * `resume` and its like bring keys anew. */
int request_replace_env(struct turn *turn, const struct task *task,
	const cJSON *request, struct err *err);

#endif
