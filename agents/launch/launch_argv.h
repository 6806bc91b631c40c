/*
 * launch_argv - a profile's arguments, with everything put in its place
 */
#ifndef AGENTS_LAUNCH_LAUNCH_ARGV_H
#define AGENTS_LAUNCH_LAUNCH_ARGV_H

#include <stdbool.h>

#include "base/argv.h"
#include "agents/launch/expand.h"
#include "model/profile/profile.h"
#include "model/task.h"

/* Which of the profile's lists is for this run; empty for a task's own argv. */
const struct argv *launch_arguments(
	const struct profile *profile, const struct task *task, bool resume);

/* True when one of the arguments has the placeholder, as "{settings}". */
bool launch_argv_uses(const struct argv *arguments, const char *placeholder);

/*
 * True when the agent is given the prompt as it starts, as an argument or as
 * its standard input; else it finds it in a file.
 */
bool launch_tells_prompt(
	const struct profile *profile, const struct task *task, bool resume);

/*
 * Builds argv from argv[0] on. `with` has all placeholders but {permissions};
 * an item that is a placeholder alone, without a value, is left out. A prompt
 * never begins with '!', nor, where no "--" stands before it, with '-'.
 */
void launch_argv_build(struct argv *argv, const struct profile *profile,
	const struct task *task, const struct argv *arguments,
	const struct expand *with);

#endif
