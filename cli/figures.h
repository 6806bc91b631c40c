/*
 * figures - numbers as `metrics` and `report` print them
 */
#ifndef CLI_FIGURES_H
#define CLI_FIGURES_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "cli/client.h"

#define FIGURE_SIZE 96

/* A member of a member: figure_object(json, "first_try", "simple"). */
const cJSON *figure_object(
	const cJSON *json, const char *name, const char *below);

/* "96.4 %", or "-" if there is no measurement. */
const char *figure_percent(
	const cJSON *json, const char *name, char text[FIGURE_SIZE]);

/* Milliseconds as "1.2 s", or "-". */
const char *figure_time(
	const cJSON *json, const char *name, char text[FIGURE_SIZE]);

/* A usage as "1.25 $, 12000 tokens", or "-". */
const char *figure_usage(const cJSON *usage, char text[FIGURE_SIZE]);

/* A list of texts as "a, b", maximum `max` of them. The caller frees it. */
char *figure_list(const cJSON *list, int max);

/* Requests the metrics of the last `period_ms` (0: all) into "metrics". */
int figures_ask(struct client *client, int64_t period_ms, cJSON **answer,
	struct err *err);

#endif
