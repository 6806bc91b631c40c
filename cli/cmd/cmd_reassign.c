/*
 * reeve reassign - continue a task with another profile
 */
#include "cli/ask.h"
#include "cli/command.h"

struct reassign_options {
	const char *agent;
};

static const struct option_row options[] = {
	{ 'a', "agent", "PROFILE", OPTION_TEXT,
		offsetof(struct reassign_options, agent),
		"the profile that takes over: claude, codex, …" },
	{ 0 },
};

static int reassign_run(struct call *call, struct err *err)
{
	const struct reassign_options *values = call->values;

	if (values->agent)
		return ask_for_next_run("reassign", values->agent, call, err);
	err_set(err, EXIT_WRONG_USE,
		"wrong use of 'reassign': missing --agent");
	return err_hint(err, "reeve reassign %s -a PROFILE", call->words[0]);
}

const struct command command_reassign = {
	.name = "reassign",
	.usage = "ID -a PROFILE",
	.summary = "continue a task with another profile",
	.details = "The worktree is kept; the conversation is new.",
	.options = options,
	.values_size = sizeof(struct reassign_options),
	.min_words = 1,
	.max_words = 1,
	.run = reassign_run,
};
