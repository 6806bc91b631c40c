/*
 * commands - what reeved asks the keeper for: see model/command.h
 */
#ifndef KEEPER_COMMANDS_H
#define KEEPER_COMMANDS_H

#include <stddef.h>

struct keeper;
struct client;

/*
 * Carries out the command in `bytes` and writes its answer into `answer`; a
 * packet longer than COMMAND_MAX_BYTES is refused. Returns the answer's length.
 */
size_t command_answer(struct keeper *keeper, struct client *client,
	const char *bytes, size_t len, char *answer, size_t size);

#endif
