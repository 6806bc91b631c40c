/*
 * config_merge - a person's settings laid over the defaults
 */
#ifndef MODEL_CONFIG_CONFIG_MERGE_H
#define MODEL_CONFIG_CONFIG_MERGE_H

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/json.h"

/*
 * Lays `over` over `base`, member by member. What `base` does not have, or has
 * with another type, is an error that names its place; then `base` may be
 * merged in part. Rows of `profiles` may be new and have any members: those
 * are checked by profile_read.
 */
int config_merge(cJSON *base, const cJSON *over, const struct json_place *place,
	struct err *err);

/* Fails with "PLACE.name: no such setting (did you mean …?)". */
int config_unknown(const struct json_place *place, const char *name,
	char *const *known, struct err *err);

/*
 * Lays each REEVE_SECTION__KEY=value of `env` over `base`; *count tells how
 * many there were.
 */
int config_merge_env(
	cJSON *base, char *const *env, int *count, struct err *err);

#endif
