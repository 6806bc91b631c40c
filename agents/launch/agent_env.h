/*
 * agent_env - exactly which variables an agent gets
 *
 * The few that every program needs, those its profile passes, those the
 * profile sets, and those named by --env; nothing else of the caller's, so that
 * neither secrets nor the marks of another agent get in. An environment is a
 * list of NAME=VALUE.
 */
#ifndef AGENTS_LAUNCH_AGENT_ENV_H
#define AGENTS_LAUNCH_AGENT_ENV_H

#include "base/argv.h"
#include "model/config/config.h"
#include "model/task.h"

/* The value of NAME in a NULL-terminated list (which may be NULL), or NULL. */
const char *env_get(char *const *env, const char *name);

/* Sets NAME=VALUE, in the place of an older one. */
void env_set(struct argv *env, const char *name, const char *value);

/*
 * What is to be kept of the caller's environment with a task: enough to build
 * the environment for any profile, for it may be reassigned to another.
 */
void agent_env_keep(struct argv *kept, const struct config *config,
	const struct argv *asked, char *const *caller);

/*
 * Builds the environment of a task's agent. `asked` is what --env gave: NAME
 * takes the caller's value, NAME=VALUE sets one; it has the last word.
 * `programs` is reeve's own directory: it is added to the end of PATH, so that
 * agents find `reeve` and nothing of a person's is hidden.
 */
void agent_env_build(struct argv *env, const struct profile *profile,
	const struct argv *asked, char *const *caller, const char *programs);

#endif
