/*
 * records - what records and locks of keepers say of runs
 *
 * watch_fn's of STATE/records and STATE/keepers; see sense.h for the rest.
 */
#ifndef SUPERVISOR_SENSE_RECORDS_H
#define SUPERVISOR_SENSE_RECORDS_H

#include <stdbool.h>

#include "model/task.h"

void records_changed(void *sense, const char *name);
void keepers_changed(void *sense, const char *name);

struct sense;

/* Posts what the record and the keeper of the newest run say. False: nothing, or
 * a worker of the task still goes. */
bool look_at_newest(struct sense *sense, const struct task *task);
/* Whether a worker of the task still goes: its end is awaited first. */
bool workers_are_at(const struct sense *sense, int64_t task);

#endif
