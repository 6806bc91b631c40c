/*
 * settings - the config as this command sees it
 */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "cli/command.h"
#include "model/config/config.h"

/* Loads what --config, REEVE_CONFIG or the default place says. */
int settings_load(
	struct config *config, const struct globals *globals, struct err *err);

#endif
