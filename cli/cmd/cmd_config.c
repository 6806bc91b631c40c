/*
 * reeve config - check the config, and print it with all defaults
 *
 * Never starts reeved, so that the command works with a config that prevents
 * reeved from starting.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/settings.h"
#include "base/terminal.h"

struct config_options {
	bool json;
};

static const struct option_row options[] = {
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct config_options, json),
		"print one JSON document" },
	{ 0 },
};

/* Prints "section.key = value" lines. */
static void config_print_flat(const cJSON *json, struct str *name)
{
	size_t len = name->len;
	const cJSON *item;

	cJSON_ArrayForEach(item, json)
	{
		str_addf(name, "%s%s", len ? "." : "", item->string);
		if (cJSON_IsObject(item) && item->child) {
			config_print_flat(item, name);
		} else {
			print_one_line(str_text(name), (size_t)-1, "");
			printf(" = ");
			print_json_line(item);
		}
		name->len = len;
		if (name->text)
			name->text[len] = '\0';
	}
}

static int config_run(struct call *call, struct err *err)
{
	const struct config_options *values = call->values;
	struct config config = { 0 };
	struct str name = STR_INIT;

	if (settings_load(&config, call->globals, err) < 0)
		return -1;
	if (values->json) {
		print_json(config.json);
	} else {
		printf("# %s\n",
			config.path ? config.path : "defaults: no config file");
		config_print_flat(config.json, &name);
	}
	str_clear(&name);
	config_clear(&config);
	return EXIT_DONE;
}

const struct command command_config = {
	.name = "config",
	.usage = "[--json]",
	.summary = "check the config, and print it with all defaults",
	.options = options,
	.values_size = sizeof(struct config_options),
	.run = config_run,
};
