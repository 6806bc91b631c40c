/*
 * settings - load the config: see settings.h
 */
#include "cli/settings.h"

#include <unistd.h>

#include "model/paths.h"

int settings_load(
	struct config *config, const struct globals *globals, struct err *err)
{
	struct path path;
	int exists;

	if (path_find_config(&path, globals->config, &exists, err) < 0)
		return -1;
	return config_load(config, exists ? path.text : NULL, environ, err);
}
