/*
 * caller_variables - which variables of a caller's environment a task may keep
 *
 * The few that every program needs, those that some profile allows
 * (`env_allow`), and those that --env names. Nothing else of the caller's
 * environment is stored or reaches an agent, so no secret and no mark of
 * another agent gets in.
 */
#ifndef MODEL_CONFIG_CALLER_VARIABLES_H
#define MODEL_CONFIG_CALLER_VARIABLES_H

#include "model/config/config.h"

/* Whether every program needs it. `pair` is NAME=VALUE. */
bool caller_variable_is_common(const char *pair);

/*
 * Adds to `kept` the part of `caller` (NULL-terminated; may be NULL) that is
 * stored with a task: enough for every profile, for the task may be reassigned
 * to any. `asked` is what --env gave.
 */
void caller_variables_keep(struct argv *kept, const struct config *config,
	const struct argv *asked, char *const *caller);

#endif
