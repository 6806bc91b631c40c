/*
 * config_systemic - what holds for several agents together: the sections
 * `breaker`, `mass_death` and `memory` of `recovery`
 */
#ifndef MODEL_CONFIG_CONFIG_SYSTEMIC_H
#define MODEL_CONFIG_CONFIG_SYSTEMIC_H

#include <stdbool.h>

#include "base/json.h"
#include "model/verdict.h"

struct breaker_config {
	int64_t agents; /* that end alike open it; 0: never */
	int64_t within_ms; /* … in this time */
	int64_t probe_ms, probe_max_ms; /* the first wait; it doubles */
	int64_t proof_ms; /* a probe that runs this long has succeeded */
	bool verdicts[VERDICTS];
};

struct mass_config {
	int64_t agents; /* that end at once; 0: never */
	int64_t share; /* percent of those that were going, at least */
	int64_t within_ms;
	int64_t settle_ms; /* the first ends wait so long for the others */
	int64_t again_ms, again_max_ms; /* a cause that lasts is looked at */
	int64_t hold_ms; /* without a cause: until the probe */
};

struct memory_config {
	int64_t pressure; /* percent of "some avg10"; 0: not looked at */
	char *pressure_file;
	int64_t available; /* bytes; 0: not looked at */
	int64_t again_ms; /* while something is held back */
};

struct systemic_config {
	struct breaker_config breaker;
	struct mass_config mass;
	struct memory_config memory;
};

/* `recovery` is that section of the config. */
int config_read_systemic(struct systemic_config *config, const cJSON *recovery,
	const struct json_place *place, struct err *err);
void config_clear_systemic(struct systemic_config *config);

#endif
