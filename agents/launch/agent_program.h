/*
 * agent_program - what is executed for an agent
 */
#ifndef AGENTS_LAUNCH_AGENT_PROGRAM_H
#define AGENTS_LAUNCH_AGENT_PROGRAM_H

#include "base/err.h"
#include "model/profile/profile.h"
#include "model/task.h"

/*
 * The absolute path of the agent's program, looked up in the agent's PATH; a
 * wrapper stands for its native binary where the profile says where that is,
 * for a wrapper can die alone and leave the agent behind. A relative path of a
 * task's own program is meant from its worktree. The caller frees *program.
 */
int agent_program_find(char **program, const struct profile *profile,
	const struct task *task, char *const *env, struct err *err);

#endif
