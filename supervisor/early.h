/*
 * early - hear that going on is in vain
 *
 * A CLI can try for minutes what cannot succeed: a key that is refused, a limit
 * that lasts for hours. Where a sign of its profile is `early`, such an event is
 * a step of its task. A limit is one only when it says that it lasts for longer
 * than recovery.park_early.
 */
#ifndef SUPERVISOR_EARLY_H
#define SUPERVISOR_EARLY_H

#include "supervisor/follow.h"

void early_hear(
	struct daemon *daemon, const struct followed *run, const cJSON *event);

#endif
