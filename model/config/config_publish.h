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
	struct argv check; /* whether publishing is allowed; empty: skipped */
	struct argv push; /* {branch} is the branch; empty: skipped */
	bool has_published;
	regex_t published; /* output of a failure: already published */
	int64_t attempts; /* maximum for one completed run */
	int64_t timeout_ms; /* of each of the three programs */
};

/*
 * Reads what is no plain value (config_values.c has those) from the merged
 * section, and checks the placeholders of the three programs.
 */
int config_read_publish(struct publish_config *config, const cJSON *section,
	const struct json_place *place, struct err *err);
void config_clear_publish(struct publish_config *config);

#endif
