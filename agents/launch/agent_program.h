/*
 * agent_program - the program that is executed for an agent
 */
#ifndef AGENTS_LAUNCH_AGENT_PROGRAM_H
#define AGENTS_LAUNCH_AGENT_PROGRAM_H

#include "base/err.h"
#include "model/profile/profile.h"
#include "model/task.h"

/*
 * The absolute path of the agent's program, looked up in the agent's PATH. Where
 * the profile names the native binary behind a wrapper script, it is the native
 * binary: a wrapper can die alone and leave the agent running. A relative path
 * of a task's own program is taken from its worktree. The caller frees *program.
 */
int agent_program_find(char **program, const struct profile *profile,
	const struct task *task, char *const *env, struct err *err);

#endif
