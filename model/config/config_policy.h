/*
 * config_policy - the rows of recovery.policy
 */
#ifndef MODEL_CONFIG_CONFIG_POLICY_H
#define MODEL_CONFIG_CONFIG_POLICY_H

#include "base/json.h"
#include "model/config/config.h"

/* Reads the row of every verdict from `policy`, which has them all. */
int config_read_policy(struct config *config, const cJSON *policy,
	const struct json_place *place, struct err *err);

#endif
