/*
 * commands - the table of all commands
 *
 * A row NAME stands for `const struct command command_NAME` in cmd_NAME.c.
 * `reeve help` prints the commands in this order.
 */
#ifndef CLI_CMD_COMMANDS_H
#define CLI_CMD_COMMANDS_H

#include "cli/command.h"

#define COMMANDS(ROW)                                                          \
	ROW(run)                                                               \
	ROW(submit)                                                            \
	ROW(list)                                                              \
	ROW(show)                                                              \
	ROW(wait)                                                              \
	ROW(attach)                                                            \
	ROW(logs)                                                              \
	ROW(send)                                                              \
	ROW(diff)                                                              \
	ROW(path)                                                              \
	ROW(stop)                                                              \
	ROW(resume)                                                            \
	ROW(restart)                                                           \
	ROW(reassign)                                                          \
	ROW(handoff)                                                           \
	ROW(review)                                                            \
	ROW(checkpoint)                                                        \
	ROW(hook)                                                              \
	ROW(render)                                                            \
	ROW(events)                                                            \
	ROW(metrics)                                                           \
	ROW(why)                                                               \
	ROW(report)                                                            \
	ROW(doctor)                                                            \
	ROW(config)                                                            \
	ROW(down)                                                              \
	ROW(help)                                                              \
	ROW(version)

#define COMMAND_DECLARE(name) extern const struct command command_##name;
COMMANDS(COMMAND_DECLARE)
#undef COMMAND_DECLARE

/* All of them; ends with NULL. */
extern const struct command *const commands[];

#endif
