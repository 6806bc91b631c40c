/*
 * command - the words for what a keeper answers: see command.h
 */
#include "model/command.h"

#include "base/table.h"

static const char *const names[COMMAND_ERRORS] = {
	[COMMAND_OK] = "ok",
	[COMMAND_INVALID] = "invalid",
	[COMMAND_STALE_EPOCH] = "stale_epoch",
	[COMMAND_LEAVING] = "leaving",
	[COMMAND_NO_RUN] = "no_run",
	[COMMAND_RUN_ACTIVE] = "run_active",
	[COMMAND_RUN_RECORDED] = "run_recorded",
	[COMMAND_BAD_LAUNCH] = "bad_launch",
	[COMMAND_NO_INPUT] = "no_input",
	[COMMAND_TYPING] = "typing",
	[COMMAND_QUEUE_FULL] = "queue_full",
	[COMMAND_PANE_BLOCKED] = "pane_blocked",
};

const char *command_error_name(enum command_error error)
{
	return names[error];
}

int command_error_from_name(const char *name)
{
	return table_find(names, COMMAND_ERRORS, name);
}
