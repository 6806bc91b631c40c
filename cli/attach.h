/*
 * attach - show an agent's session to a person
 */
#ifndef CLI_ATTACH_H
#define CLI_ATTACH_H

#include "cli/command.h"

/* Becomes tmux, or returns -1. */
int attach_to(const struct globals *globals, const char *id, struct err *err);

#endif
