/*
 * show - everything known of a task, for people
 */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include <cjson/cJSON.h>
#include <stdint.h>

/* "task 12  task-agent-12  escalated", and why. */
void show_heading(const cJSON *task);
void show_title(const char *title);

/* Since when it waits for a person, and for whom; nothing where it does not. */
void show_waiting(const cJSON *task, int64_t now_ms);

/* What was said between reeve and people. */
void show_publishes(const cJSON *task, int64_t now_ms);
void show_reviews(const cJSON *task, int64_t now_ms);

/* Its runs in the order they happened: what became of each, and why. */
void show_runs(const cJSON *task, int64_t now_ms);

/* What the agent says it has done and will do. */
void show_checkpoint(const cJSON *task, int64_t now_ms);

/* The commands that make sense now. */
void show_next(const cJSON *task);

#endif
