/*
 * launch_argv - the arguments of an agent's program
 */
#ifndef AGENTS_LAUNCH_LAUNCH_ARGV_H
#define AGENTS_LAUNCH_LAUNCH_ARGV_H

#include <stdbool.h>

#include "agents/launch/expand.h"
#include "base/argv.h"
#include "model/profile/profile.h"
#include "model/task.h"

/* The profile's list for this run; empty where the task has its own argv. */
const struct argv *launch_arguments(
	const struct profile *profile, const struct task *task, bool resume);

/* Whether an argument has the placeholder, as "{settings}". */
bool launch_argv_uses(const struct argv *arguments, const char *placeholder);

/*
 * Whether the agent is given the prompt as an argument or as its standard input;
 * else the agent finds the prompt in a file.
 */
bool launch_tells_prompt(
	const struct profile *profile, const struct task *task, bool resume);

/*
 * Builds argv from argv[0] on. `with` has all placeholders but {permissions};
 * an item that is only a placeholder without a value is left out. A prompt that
 * begins with '!', or with '-' and no "--" before it, gets a space in front.
 */
void launch_argv_build(struct argv *argv, const struct profile *profile,
	const struct task *task, const struct argv *arguments,
	const struct expand *with);

#endif
