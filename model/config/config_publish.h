/*
 * config_publish - the section `publish`: how finished work is published
 */
#ifndef MODEL_CONFIG_CONFIG_PUBLISH_H
#define MODEL_CONFIG_CONFIG_PUBLISH_H

#include <cjson/cJSON.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"
#include "base/json.h"

struct publish_config {
	struct argv command; /* never empty */
	struct argv check; /* whether we are allowed to; empty: no question */
	struct argv push; /* {branch} is the branch; empty: nothing is pushed */
	bool has_done;
	regex_t done; /* words of a failure that say it is published already */
	int64_t attempts; /* of one completed run */
	int64_t time_ms; /* for each of the three programs */
};

/* What is no number or duration: config_values.c has those. */
int config_read_publish(struct publish_config *config, const cJSON *section,
	const struct json_place *place, struct err *err);
void config_clear_publish(struct publish_config *config);

#endif
