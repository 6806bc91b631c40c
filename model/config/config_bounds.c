/*
 * config_bounds - a number or a duration, and the least and the most it may be:
 * see config_bounds.h
 */
#include "model/config/config_bounds.h"

#include <stdio.h>

#include "base/duration.h"

#define BOUND_SIZE DURATION_TEXT_SIZE

static const char *bound_text(const struct config_bounds *bounds, int64_t value,
	char text[BOUND_SIZE])
{
	if (bounds->duration)
		return duration_spell(value, text);
	snprintf(text, BOUND_SIZE, "%lld", (long long)value);
	return text;
}

int config_get_bounded(const cJSON *section, const char *name,
	const struct config_bounds *bounds, int64_t *value,
	const struct json_place *place, struct err *err)
{
	bool above_0 = bounds->duration && bounds->min == 1;
	bool any = bounds->max == INT64_MAX;
	char least[BOUND_SIZE], most[BOUND_SIZE], why[96];
	int rc = bounds->duration
			 ? json_get_duration(section, name, value, place, err)
			 : json_get_number(section, name, value, place, err);

	if (rc < 0 || (*value >= bounds->min && *value <= bounds->max))
		return rc;
	bound_text(bounds, bounds->min, least);
	bound_text(bounds, bounds->max, most);
	if (above_0)
		snprintf(why, sizeof(why), "must be more than 0%s%s",
			any ? "" : ", up to ", any ? "" : most);
	else if (any)
		snprintf(why, sizeof(why), "must be at least %s", least);
	else
		snprintf(
			why, sizeof(why), "must be from %s to %s", least, most);
	return json_complain(place, name, err, why);
}
