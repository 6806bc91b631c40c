/*
 * usage - read from an agent's events what its run has used
 */
#ifndef SUPERVISOR_USAGE_H
#define SUPERVISOR_USAGE_H

#include "model/usage.h"

/* `rule` is a profile's `usage`. The last event that fits counts. */
void usage_take_event(
	struct usage *usage, const cJSON *rule, const cJSON *event);

#endif
