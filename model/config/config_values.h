/*
 * config_values - texts, numbers and durations out of the merged config
 */
#ifndef MODEL_CONFIG_CONFIG_VALUES_H
#define MODEL_CONFIG_CONFIG_VALUES_H

#include "base/json.h"
#include "model/config/config.h"

/* Reads every simple setting from config->json; `top` names the source. */
int config_read_values(
	struct config *config, const struct json_place *top, struct err *err);

/* Gives back what config_read_values allocated. */
void config_clear_values(struct config *config);

#endif
