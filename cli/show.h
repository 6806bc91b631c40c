/*
 * show - the parts of a task as text, for `show` and `review show`
 */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include <cjson/cJSON.h>
#include <stdint.h>

/* "task 12  task-agent-12  escalated", and the reason. */
void show_heading(const cJSON *task);

/* How long the task has waited for a person, and to whom it is assigned. */
void show_waiting(const cJSON *task, int64_t now_ms);

/* The attempts to publish, and what people said about the task. */
void show_publishes(const cJSON *task, int64_t now_ms);
void show_reviews(const cJSON *task, int64_t now_ms);

/* The runs in order, each with its verdict, evidence and decision. */
void show_runs(const cJSON *task, int64_t now_ms);

/* What the agent has completed, and what comes next. */
void show_checkpoint(const cJSON *task, int64_t now_ms);

/* Commands that are useful in the present state. */
void show_next(const cJSON *task);

#endif
