/*
 * state_dirs - make the directories that reeved works with
 *
 * Those below STATE, and the three in /tmp. Where one of the three belongs to
 * somebody else or is a link, one below STATE is used in its stead, and
 * `doctor` and the log say so.
 */
#ifndef SUPERVISOR_CORE_STATE_DIRS_H
#define SUPERVISOR_CORE_STATE_DIRS_H

#include "model/config/config.h"
#include "supervisor/core/host.h"

int state_dirs_make(const char *state, struct err *err);

/* Sets host->checkpoints, results, logs from the config. */
int state_dirs_claim(
	struct host *host, const struct config *config, struct err *err);

/* Writes STATE/start, which tells keepers how to start reeved again;
 * `config_path` may be NULL. */
int state_dirs_write_start(
	const struct host *host, const char *config_path, struct err *err);

#endif
