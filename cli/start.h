/*
 * start - bring reeved up where nobody answers
 */
#ifndef CLI_START_H
#define CLI_START_H

#include "base/err.h"
#include "base/str.h"

/* The path of a program that stands beside ours. */
int start_find(struct str *path, const char *name, struct err *err);

/*
 * Starts `reeved --state STATE [--config FILE]` and waits until a leader
 * listens: that one, or another that was faster. `config` may be NULL.
 */
int start_reeved(const char *state, const char *config, struct err *err);

#endif
