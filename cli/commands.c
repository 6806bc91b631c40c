/*
 * commands - all there is to type, in the order help prints it
 */
#include <stddef.h>
#include <string.h>

#include "cli/command.h"

const struct command *const commands[] = {
	&command_run,
	&command_submit,
	&command_list,
	&command_show,
	&command_wait,
	&command_attach,
	&command_logs,
	&command_send,
	&command_diff,
	&command_path,
	&command_stop,
	&command_resume,
	&command_restart,
	&command_reassign,
	&command_handoff,
	&command_review,
	&command_checkpoint,
	&command_hook,
	&command_render,
	&command_events,
	&command_metrics,
	&command_why,
	&command_report,
	&command_doctor,
	&command_config,
	&command_down,
	&command_help,
	&command_version,
	NULL,
};

const struct option_row global_options[] = {
	{ 0, "config", "FILE", OPTION_TEXT, offsetof(struct globals, config),
		"settings are read from FILE" },
	{ 0, "state", "DIR", OPTION_TEXT, offsetof(struct globals, state),
		"everything is kept under DIR" },
	{ 'v', "verbose", NULL, OPTION_FLAG, offsetof(struct globals, verbose),
		"say what is being done" },
	{ 'h', "help", NULL, OPTION_FLAG, offsetof(struct globals, help),
		"print help" },
	{ 0 },
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (!strcmp(commands[i]->name, name) ||
			(commands[i]->alias &&
				!strcmp(commands[i]->alias, name)))
			return commands[i];
	return NULL;
}
