/*
 * profile_check - can this profile run a task here, found out before it starts
 */
#ifndef AGENTS_LAUNCH_PROFILE_CHECK_H
#define AGENTS_LAUNCH_PROFILE_CHECK_H

#include "base/argv.h"
#include "base/err.h"
#include "model/profile/profile.h"
#include "model/task.h"

/*
 * What can be checked at once: its program is there and is the only one, and it
 * will not refuse to run as root. `env` is the agent's environment. Does not
 * wait for anything.
 */
int profile_check(const struct profile *profile, const struct task *task,
	const struct argv *env, struct err *err);

/*
 * Its version is new enough. Runs the program, so only for workers; what it
 * said is remembered below `state` until the program's file changes.
 */
int profile_check_version(const struct profile *profile,
	const struct task *task, const struct argv *env, const char *state,
	struct err *err);

/* Below, at, or above zero, as version `a` is older, the same, or newer. */
int version_compare(const char *a, const char *b);

#endif
