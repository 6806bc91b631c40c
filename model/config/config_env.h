/*
 * config_env - settings from the environment
 */
#ifndef MODEL_CONFIG_CONFIG_ENV_H
#define MODEL_CONFIG_CONFIG_ENV_H

#include <cjson/cJSON.h>

#include "base/err.h"

/*
 * Lays each REEVE_SECTION__KEY=value of `env` (NULL-terminated, or NULL) over
 * `base`; *count is their number. Errors name the variable.
 */
int config_merge_env(
	cJSON *base, char *const *env, int *count, struct err *err);

#endif
