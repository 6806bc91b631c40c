/*
 * settings - load the config
 */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "cli/command.h"
#include "model/config/config.h"

/* Loads the file of --config, REEVE_CONFIG or the default path. */
int settings_load(
	struct config *config, const struct globals *globals, struct err *err);

#endif
