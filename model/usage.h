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

/* Of all tasks, in one day. */
struct day_use {
	int64_t runs; /* that began in it */
	int64_t run_time_ms; /* all runs together, as far as it is of this day */
	struct usage usage; /* of the runs that ended in it, or go on */
	int64_t going; /* runs that have not ended */
};

/* What is too much for a number becomes the largest there is. */
void usage_add(struct usage *sum, const struct usage *usage);
int64_t usage_tokens(const struct usage *usage);

/* {"input_tokens":…,"output_tokens":…,"tokens":…,"cost_usd":…} or null. */
cJSON *usage_write(const struct usage *usage);

#define USAGE_COST_UNIT 1000000.0

#endif
