/*
 * config_merge - lays the settings of a user over the defaults
 */
#ifndef MODEL_CONFIG_CONFIG_MERGE_H
#define MODEL_CONFIG_CONFIG_MERGE_H

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/json.h"

/*
 * Lays `over` over `base`, member by member; lists and values are replaced. A
 * member that `base` does not have, or that has another type there, is an error
 * that names its place; `base` may be changed in part then. `profiles` may have
 * new rows with any members: profile_read checks them.
 */
int config_merge(cJSON *base, const cJSON *over, const struct json_place *place,
	struct err *err);

#endif
