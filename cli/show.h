/*
 * show - everything known of a task, for people
 */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include <cjson/cJSON.h>
#include <stdint.h>

/* Its runs in the order they happened: what became of each, and why. */
void show_runs(const cJSON *task, int64_t now_ms);

/* What the agent says it has done and will do. */
void show_checkpoint(const cJSON *task, int64_t now_ms);

/* The commands that make sense now. */
void show_next(const cJSON *task);

#endif
