/*
 * fatal_sign - hear that going on is in vain
 *
 * A CLI can try for minutes what cannot succeed: a key that is refused, a limit
 * that lasts for hours. Where a sign of its profile is `early`, such an event is
 * a step of its task. A limit is one only when it says that it lasts for longer
 * than recovery.park_threshold.
 */
#ifndef SUPERVISOR_SENSE_FATAL_SIGN_H
#define SUPERVISOR_SENSE_FATAL_SIGN_H

#include "supervisor/sense/run_events.h"

void early_hear(
	struct daemon *daemon, const struct followed *run, const cJSON *event);

#endif
