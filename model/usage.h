/*
 * usage - what runs have used, as far as their CLI says so
 */
#ifndef MODEL_USAGE_H
#define MODEL_USAGE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

struct usage {
	bool known; /* the CLI has said something */
	int64_t input, output; /* tokens */
	int64_t cost; /* millionths of a US dollar */
};

void usage_add(struct usage *sum, const struct usage *usage);

/* {"input_tokens":…,"output_tokens":…,"tokens":…,"cost_usd":…} or null. */
cJSON *usage_write(const struct usage *usage);

#define USAGE_COST_UNIT 1000000.0

#endif
