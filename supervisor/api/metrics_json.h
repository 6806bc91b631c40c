/*
 * metrics_json - figures as `reeve metrics --json` has them
 */
#ifndef SUPERVISOR_API_METRICS_JSON_H
#define SUPERVISOR_API_METRICS_JSON_H

#include <cjson/cJSON.h>

#include "model/config/config.h"
#include "policy/metrics.h"

/*
 * Adds tasks, first_try, recovery, reasons, rough_tasks to `json`. A percent
 * is a number with one decimal, or null where there is nothing to measure;
 * `met` says whether the target is reached (null: nothing to measure).
 */
void metrics_write(cJSON *json, const struct metrics *metrics,
	const struct config *config);

#endif
