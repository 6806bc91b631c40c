/*
 * run_options - the options of `reeve run`, and the task they describe
 */
#ifndef CLI_RUN_OPTIONS_H
#define CLI_RUN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/argv.h"
#include "cli/command.h"
#include "model/task.h"

struct run_options {
	const char *agent, *repo, *name, *base, *prompt_file, *verify;
	const char *permissions;
	struct argv after, env, reassign_to;
	int64_t priority, timeout_ms, idle_ms;
	bool publish, keep_alive, interactive, no_worktree;
	bool wait, attach, json;
};

extern const struct option_row run_option_rows[];

/* Fills in `task`, which the caller clears in any case, also after -1. */
int run_options_read(struct task *task, const struct run_options *values,
	const struct call *call, struct err *err);

#endif
