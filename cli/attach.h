/*
 * attach - attach the terminal to an agent's session
 */
#ifndef CLI_ATTACH_H
#define CLI_ATTACH_H

#include "cli/command.h"

/* Executes tmux, and returns only on an error (-1). */
int attach_to(const struct globals *globals, const char *id, struct err *err);

#endif
