/*
 * config - every setting, with its default: see config.h
 *
 * The three layers (defaults, file, environment) are merged as JSON; the values
 * are read after each layer that changes something, so that an error names the
 * layer that caused it.
 */
#include "model/config/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/config/config_defaults.h"
#include "model/config/config_env.h"
#include "model/config/config_merge.h"
#include "model/config/config_values.h"

#define AGENT_BYTES      (1536LL << 20)
#define AGENTS_PER_CPU   4
#define AUTOMATIC_AGENTS 16
#define DEFAULTS_NAME    "config.example.json"

static const cJSON *find_section(const struct config *config, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(config->json, name);
}

static int read_profiles(
	struct config *config, const struct json_place *top, struct err *err)
{
	const struct json_place place = { top, "profiles", -1 };
	const cJSON *rows = find_section(config, "profiles");
	size_t size = (size_t)cJSON_GetArraySize(rows);
	const cJSON *row;

	config->profiles = mem_alloc(size * sizeof(*config->profiles));
	cJSON_ArrayForEach(row, rows)
	{
		struct json_place here = { &place, row->string, -1 };
		struct profile *profile =
			&config->profiles[config->profile_count++];

		profile->name = mem_copy(row->string);
		if (profile_read(profile, row, &here, err) < 0)
			return -1;
	}
	return 0;
}

static int refuse_profile(const struct json_place *place, const char *member,
	const char *name, struct err *err)
{
	char why[96];

	snprintf(why, sizeof(why), "no such profile '%.64s'", name);
	return json_complain(place, member, err, why);
}

/* Settings that name a profile must name one of `profiles`. */
static int check_profile_names(const struct config *config,
	const struct json_place *top, struct err *err)
{
	const struct json_place recovery = { top, "recovery", -1 };
	const struct json_place list = { &recovery, "reassign_to", -1 };

	if (!config_profile(config, config->profile))
		return refuse_profile(top, "profile", config->profile, err);
	for (size_t i = 0; i < config->reassign_to.count; i++) {
		const struct json_place here = { &list, NULL, (int)i };

		if (!config_profile(config, config->reassign_to.items[i]))
			return refuse_profile(
				&here, NULL, config->reassign_to.items[i], err);
	}
	return 0;
}

/* Replaces 0, where 0 stands for a number that depends on the machine. */
static void size_for_machine(struct config *config)
{
	int64_t cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int64_t memory =
		(int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	int64_t agents = memory / AGENT_BYTES;

	if (cpus < 1)
		cpus = 1;
	if (agents > cpus * AGENTS_PER_CPU)
		agents = cpus * AGENTS_PER_CPU;
	if (agents > AUTOMATIC_AGENTS)
		agents = AUTOMATIC_AGENTS;
	if (agents < 2)
		agents = 2;
	if (!config->max_agents)
		config->max_agents = agents;
	if (!config->git_checkout_workers)
		config->git_checkout_workers = cpus;
}

/* Frees everything but json and path; the next layer can be read then. */
static void clear_values(struct config *config)
{
	config_clear_values(config);
	config_clear_publish(&config->publish);
	for (size_t i = 0; i < config->profile_count; i++)
		profile_clear(&config->profiles[i]);
	free(config->profiles);
	config->profiles = NULL;
	config->profile_count = 0;
}

/* Reads and checks all of config->json; errors name `source`. */
static int read_layer(
	struct config *config, const char *source, struct err *err)
{
	const struct json_place top = { NULL, source, -1 };
	const struct json_place recovery = { &top, "recovery", -1 };
	const struct json_place publish = { &top, "publish", -1 };
	const struct json_place notify = { &top, "notify", -1 };

	clear_values(config);
	if (config_read_values(config, &top, err) < 0 ||
		read_profiles(config, &top, err) < 0 ||
		config_read_recovery(config, find_section(config, "recovery"),
			&recovery, err) < 0 ||
		config_read_publish(&config->publish,
			find_section(config, "publish"), &publish, err) < 0 ||
		config_read_notify(&config->notify,
			find_section(config, "notify"), &notify, err) < 0)
		return -1;
	return check_profile_names(config, &top, err);
}

static int merge_file(struct config *config, const char *path, struct err *err)
{
	const struct json_place top = { NULL, path, -1 };
	cJSON *file = json_read(path, JSON_MAX_BYTES, err);
	int rc;

	if (!file)
		return -1;
	rc = config_merge(config->json, file, &top, err);
	cJSON_Delete(file);
	config->path = mem_copy(path);
	return rc;
}

int config_load(struct config *config, const char *path, char *const *env,
	struct err *err)
{
	const char *source = path ? path : DEFAULTS_NAME;
	int overrides;

	memset(config, 0, sizeof(*config));
	config->json = json_parse(config_defaults,
		(size_t)(config_defaults_end - config_defaults), JSON_MAX_BYTES,
		DEFAULTS_NAME, err);
	if (!config->json)
		goto fail;
	if (path && merge_file(config, path, err) < 0)
		goto fail;
	if (read_layer(config, source, err) < 0)
		goto fail;
	if (config_merge_env(config->json, env, &overrides, err) < 0)
		goto fail;
	if (overrides && read_layer(config, "environment", err) < 0)
		goto fail;
	size_for_machine(config);
	return 0;
fail:
	config_clear(config);
	return -1;
}

void config_clear(struct config *config)
{
	clear_values(config);
	cJSON_Delete(config->json);
	free(config->path);
	memset(config, 0, sizeof(*config));
}

const struct profile *config_profile(
	const struct config *config, const char *name)
{
	for (size_t i = 0; name && i < config->profile_count; i++)
		if (!strcmp(config->profiles[i].name, name))
			return &config->profiles[i];
	return NULL;
}
