/*
 * profile_check - whether a profile can run a task here, before it starts
 */
#ifndef AGENTS_LAUNCH_PROFILE_CHECK_H
#define AGENTS_LAUNCH_PROFILE_CHECK_H

#include "base/argv.h"
#include "base/err.h"
#include "model/profile/profile.h"
#include "model/task.h"

/*
 * The checks that do not wait: the program is installed, the task gives no
 * program of its own to a profile that has one, and the CLI does not refuse to
 * run as root. `env` is the agent's environment.
 */
int profile_check(const struct profile *profile, const struct task *task,
	const struct argv *env, struct err *err);

/*
 * The program's version is new enough. Runs the program, at most 20 s: for
 * workers. The version is cached in STATE/versions until the program's file
 * changes.
 */
int profile_check_version(const struct profile *profile,
	const struct task *task, const struct argv *env, const char *state,
	struct err *err);

/* Below, at or above zero where version `a` is older than, equal to or newer
 * than `b`. */
int version_compare(const char *a, const char *b);

#endif
