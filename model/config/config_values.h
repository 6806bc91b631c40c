/*
 * config_values - the plain settings: texts, lists, numbers and durations
 */
#ifndef MODEL_CONFIG_CONFIG_VALUES_H
#define MODEL_CONFIG_CONFIG_VALUES_H

#include "base/json.h"
#include "model/config/config.h"

/*
 * Reads every plain setting from config->json, the merged document; `top`
 * names the source in errors. An error names the setting and its bounds.
 */
int config_read_values(
	struct config *config, const struct json_place *top, struct err *err);

/* Frees what config_read_values allocated. */
void config_clear_values(struct config *config);

#endif
