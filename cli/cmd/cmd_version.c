/*
 * reeve version
 */
#include <stdio.h>

#include "cli/command.h"

static int version_run(struct call *call, struct err *err)
{
	(void)call;
	(void)err;
	printf("reeve %s\n", REEVE_VERSION);
	return EXIT_DONE;
}

const struct command command_version = {
	.name = "version",
	.usage = "",
	.summary = "print the version",
	.run = version_run,
};
