/*
 * config_recovery - the section `recovery`: what follows the end of a run
 *
 * The structs are the settings of recovery.policy, recovery.breaker,
 * recovery.mass_death and recovery.memory. 0 turns a check off where a comment
 * says so.
 */
#ifndef MODEL_CONFIG_CONFIG_RECOVERY_H
#define MODEL_CONFIG_CONFIG_RECOVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "model/decision.h"
#include "model/verdict.h"

/* When the next run starts after a verdict. */
enum policy_wait {
	WAIT_FIXED = 0, /* after_ms */
	WAIT_BACKOFF, /* at once first, then exponential with full jitter */
};

/*
 * One row of recovery.policy. The n-th consecutive occurrence of the verdict
 * takes the n-th action; the last action is repeated within the limits.
 */
#define POLICY_STEPS 8
struct policy_row {
	enum action steps[POLICY_STEPS];
	int step_count;
	enum policy_wait wait;
	int64_t after_ms;
};

struct breaker_config {
	int64_t agents; /* that fail alike open the breaker; 0: never */
	int64_t window_ms; /* maximum time between their ends */
	int64_t probe_first_ms, probe_max_ms; /* delay of a probe; doubles */
	int64_t close_after_ms; /* a probe of this age closes the breaker */
	bool verdicts[VERDICTS];
};

struct mass_config {
	int64_t agents; /* minimum of simultaneous ends; 0: never */
	int64_t share_percent; /* minimum, of the runs that were active */
	int64_t window_ms; /* maximum time between the ends */
	int64_t settle_ms; /* delay of a resume, for further ends to arrive */
	int64_t recheck_first_ms, recheck_max_ms; /* of a known cause */
	int64_t probe_after_ms; /* of an unknown cause */
};

struct memory_config {
	int64_t pressure_percent; /* maximum of "some avg10"; 0: no maximum */
	char *pressure_file;
	int64_t available_bytes; /* minimum; 0: no minimum */
	int64_t recheck_interval_ms; /* while starts are held back */
};

/* The checks that concern several agents together. */
struct systemic_config {
	struct breaker_config breaker;
	struct mass_config mass;
	struct memory_config memory;
};

struct config;

/*
 * Reads what is no plain value (config_values.c has those) from `recovery`,
 * the merged section; an error names the place.
 */
int config_read_recovery(struct config *config, const cJSON *recovery,
	const struct json_place *place, struct err *err);

#endif
