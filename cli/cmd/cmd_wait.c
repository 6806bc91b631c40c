/*
 * reeve wait - wait until tasks are completed
 */
#include "base/argv.h"
#include "cli/command.h"
#include "cli/wait.h"

struct wait_options {
	int64_t timeout_ms;
};

static const struct option_row options[] = {
	{ 't', "timeout", "DUR", OPTION_DURATION,
		offsetof(struct wait_options, timeout_ms),
		"give up after DUR (exit status 4)" },
	{ 0 },
};

static const struct wait_options defaults = { .timeout_ms = -1 };

static int wait_run(struct call *call, struct err *err)
{
	const struct wait_options *values = call->values;
	struct argv ids = ARGV_INIT;
	int status;

	argv_add_all(&ids, call->words);
	status = wait_for_tasks(
		call->globals, &ids, UNTIL_COMPLETED, values->timeout_ms, err);
	argv_clear(&ids);
	return status;
}

const struct command command_wait = {
	.name = "wait",
	.usage = "ID... [--timeout DUR]",
	.summary = "wait until tasks are completed",
	.details = "Exit status 0: all tasks are completed; 1: a task is "
		   "failed, escalated, held\nor stopped; 4: timeout.",
	.options = options,
	.values_size = sizeof(struct wait_options),
	.defaults = &defaults,
	.min_words = 1,
	.max_words = WORDS_ANY,
	.run = wait_run,
};
