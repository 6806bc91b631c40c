/*
 * state_dirs - make the directories that reeved works with
 *
 * Those below STATE, and the three in /tmp. Where one of the three belongs to
 * somebody else or is a link, one below STATE is used in its stead, and
 * `doctor` and the log say so.
 */
#ifndef SUPERVISOR_CORE_STATE_DIRS_H
#define SUPERVISOR_CORE_STATE_DIRS_H

#include "supervisor/daemon.h"

int places_make_state(const char *state, struct err *err);

/* Sets daemon->checkpoints, results, logs from the config. */
int places_claim(struct daemon *daemon, struct err *err);

/* Writes STATE/start, which tells keepers how to start us again. */
int places_write_start(const struct daemon *daemon, struct err *err);

#endif
