/*
 * agent_env - the environment of an agent
 *
 * The few variables that every program needs, those that its profile passes,
 * those that the profile sets, and those of --env. Nothing else of the caller's
 * environment, so no secret and no mark of another agent gets in.
 */
#ifndef AGENTS_LAUNCH_AGENT_ENV_H
#define AGENTS_LAUNCH_AGENT_ENV_H

#include "base/argv.h"
#include "base/env.h"
#include "model/config/config.h"
#include "model/task.h"

/*
 * Builds the environment of a task's agent. `asked` is what --env gave: NAME
 * takes the caller's value, NAME=VALUE sets one; both override the profile.
 * `programs` is reeve's own directory: it is added to the end of PATH, where
 * agents find `reeve` and no program of the person's is hidden.
 */
void agent_env_build(struct argv *env, const struct profile *profile,
	const struct argv *asked, char *const *caller, const char *programs);

#endif
