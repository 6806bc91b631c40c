/*
 * reeve attach - attach to an agent's tmux session
 */
#include "cli/attach.h"
#include "cli/command.h"

static int attach_run(struct call *call, struct err *err)
{
	return attach_to(call->globals, call->words[0], err);
}

const struct command command_attach = {
	.name = "attach",
	.usage = "ID",
	.summary = "attach to an agent's tmux session",
	.min_words = 1,
	.max_words = 1,
	.run = attach_run,
};
