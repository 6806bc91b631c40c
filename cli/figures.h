/*
 * figures - what `metrics` and `report` say alike
 */
#ifndef CLI_FIGURES_H
#define CLI_FIGURES_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "cli/client.h"

#define FIGURE_SIZE 96

/* An object below others: figure_object(json, "first_try", "simple"). */
const cJSON *figure_object(
	const cJSON *json, const char *name, const char *below);

/* "96.4 %", or "-" where there was nothing to measure. */
const char *figure_percent(
	const cJSON *json, const char *name, char text[FIGURE_SIZE]);

/* "1.2 s" of milliseconds, or "-". */
const char *figure_time(
	const cJSON *json, const char *name, char text[FIGURE_SIZE]);

/* "1.25 $, 12000 tokens" of a usage, or "-". */
const char *figure_usage(const cJSON *usage, char text[FIGURE_SIZE]);

/* The items of a list of texts, "a, b", at most `most` of them. */
char *figure_list(const cJSON *list, int most);

/* Asks for the figures of the last `period_ms` (0: all): answer's "metrics". */
int figures_ask(struct client *client, int64_t period_ms, cJSON **answer,
	struct err *err);

/* "2026-11-20 21:05:07" in local time, or "-". */
const char *figure_clock(const char *time, char text[FIGURE_SIZE]);

#endif
