/*
 * config_bounds - a number or a duration, and the least and the most it may be
 */
#ifndef MODEL_CONFIG_CONFIG_BOUNDS_H
#define MODEL_CONFIG_CONFIG_BOUNDS_H

#include <stdbool.h>

#include "base/json.h"

struct config_bounds {
	int64_t min, max; /* INT64_MAX: any; of a duration in ms */
	bool duration;
};

/* Reads a member that is within its bounds; an error says which they are. */
int config_get_bounded(const cJSON *section, const char *name,
	const struct config_bounds *bounds, int64_t *value,
	const struct json_place *place, struct err *err);

#endif
