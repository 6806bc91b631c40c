/*
 * reeved - start reeved
 */
#ifndef CLI_REEVED_H
#define CLI_REEVED_H

#include "base/err.h"
#include "base/str.h"

/* The path of a program in the directory of this one. */
int reeved_find_program(struct str *path, const char *name, struct err *err);

/*
 * Starts `reeved --state STATE [--config FILE]`, and returns when a leader
 * listens: this one, or one that was started meanwhile. `config` may be NULL.
 */
int reeved_start(const char *state, const char *config, struct err *err);

#endif
