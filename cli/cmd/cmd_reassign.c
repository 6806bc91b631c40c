/*
 * reeve reassign - let another kind of agent go on with a task
 */
#include "cli/ask.h"
#include "cli/command.h"

struct reassign_options {
	const char *agent;
};

static const struct option_row options[] = {
	{ 'a', "agent", "PROFILE", OPTION_TEXT,
		offsetof(struct reassign_options, agent),
		"which kind of agent goes on: claude, codex, …" },
	{ 0 },
};

static int reassign_run(struct call *call, struct err *err)
{
	const struct reassign_options *values = call->values;

	if (values->agent)
		return ask_to_go_on("reassign", values->agent, call, err);
	err_set(err, EXIT_WRONG_USE, "wrong use of 'reassign': to whom?");
	return err_hint(err, "reeve reassign %s -a PROFILE", call->words[0]);
}

const struct command command_reassign = {
	.name = "reassign",
	.usage = "ID -a PROFILE",
	.summary = "let another kind of agent go on with a task",
	.details = "The same worktree, a new conversation.",
	.options = options,
	.values_size = sizeof(struct reassign_options),
	.min_words = 1,
	.max_words = 1,
	.run = reassign_run,
};
