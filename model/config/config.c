/*
 * config - every setting, with its default: see config.h
 *
 * Three layers are merged as JSON (defaults, file, environment), then the
 * values are taken out. They are taken out after each layer that says
 * something, so that a value out of range is blamed on where it came from.
 */
#include "model/config/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/config/config_defaults.h"
#include "model/config/config_merge.h"
#include "model/config/config_policy.h"
#include "model/config/config_values.h"

#define MEMORY_OF_AN_AGENT (1536LL << 20)
#define AGENTS_OF_A_CPU    4
#define MOST_AGENTS        16
#define MOST_ORPHANS       1000000
#define DEFAULTS_NAME      "config.example.json"

static int get_profiles(
	struct config *config, const struct json_place *top, struct err *err)
{
	const struct json_place place = { top, "profiles", -1 };
	const cJSON *rows =
		cJSON_GetObjectItemCaseSensitive(config->json, "profiles");
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

static int get_recovery(
	struct config *config, const struct json_place *top, struct err *err)
{
	const cJSON *recovery =
		cJSON_GetObjectItemCaseSensitive(config->json, "recovery");
	const struct json_place place = { top, "recovery", -1 };
	const struct json_place policy = { &place, "policy", -1 };
	int spent = action_from_name(json_text(recovery, "when_spent"));

	if (spent != ACTION_ESCALATE && spent != ACTION_FAIL)
		return json_complain(
			&place, "when_spent", err, "expected escalate or fail");
	config->when_spent = (enum action)spent;
	if (config->backoff_max_ms < config->backoff_first_ms)
		return json_complain(&place, "backoff_max", err,
			"must not be shorter than backoff_first");
	if (json_get_list(recovery, "reassign_to", &config->reassign_to, &place,
		    err) < 0 ||
		config_read_systemic(&config->systemic, recovery, &place, err) <
			0)
		return -1;
	return config_read_policy(config,
		cJSON_GetObjectItemCaseSensitive(recovery, "policy"), &policy,
		err);
}

static int get_target(const cJSON *targets, const char *name, int64_t max,
	int64_t *value, const struct json_place *place, struct err *err)
{
	char why[64];

	if (json_get_number(targets, name, value, place, err) < 0)
		return -1;
	if (*value >= 0 && *value <= max)
		return 0;
	snprintf(why, sizeof(why), "must be from 0 to %lld", (long long)max);
	return json_complain(place, name, err, why);
}

static int get_targets(
	struct config *config, const struct json_place *top, struct err *err)
{
	const struct json_place metrics = { top, "metrics", -1 };
	const struct json_place place = { &metrics, "targets", -1 };
	const cJSON *targets = cJSON_GetObjectItemCaseSensitive(
		cJSON_GetObjectItemCaseSensitive(config->json, "metrics"),
		"targets");

	if (get_target(targets, "simple", 100, &config->targets.simple, &place,
		    err) < 0 ||
		get_target(targets, "complex", 100, &config->targets.complex,
			&place, err) < 0 ||
		get_target(targets, "recovery", 100, &config->targets.recovery,
			&place, err) < 0)
		return -1;
	return get_target(targets, "orphans", MOST_ORPHANS,
		&config->targets.orphans, &place, err);
}

static int get_notify(
	struct config *config, const struct json_place *top, struct err *err)
{
	const struct json_place place = { top, "notify", -1 };

	return config_read_notify(&config->notify,
		cJSON_GetObjectItemCaseSensitive(config->json, "notify"),
		&place, err);
}

static int get_endings(
	struct config *config, const struct json_place *top, struct err *err)
{
	const struct json_place publish = { top, "publish", -1 };
	const struct json_place keep_alive = { top, "keep_alive", -1 };

	if (config->keep_alive_max_ms < config->keep_alive_first_ms)
		return json_complain(&keep_alive, "wait_max", err,
			"must not be shorter than wait_first");
	return config_read_publish(&config->publish,
		cJSON_GetObjectItemCaseSensitive(config->json, "publish"),
		&publish, err);
}

static int complain_profile(const struct json_place *place, const char *member,
	const char *name, struct err *err)
{
	char why[96];

	snprintf(why, sizeof(why), "no such profile '%.64s'", name);
	return json_complain(place, member, err, why);
}

/* Names of profiles must be names of profiles. */
static int check_profile_names(const struct config *config,
	const struct json_place *top, struct err *err)
{
	const struct json_place recovery = { top, "recovery", -1 };
	const struct json_place list = { &recovery, "reassign_to", -1 };

	if (!config_profile(config, config->profile))
		return complain_profile(top, "profile", config->profile, err);
	for (size_t i = 0; i < config->reassign_to.count; i++) {
		const struct json_place here = { &list, NULL, (int)i };

		if (!config_profile(config, config->reassign_to.items[i]))
			return complain_profile(
				&here, NULL, config->reassign_to.items[i], err);
	}
	return 0;
}

/* What 0 stands for: what suits the machine. */
static void suit_machine(struct config *config)
{
	int64_t cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int64_t memory =
		(int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	int64_t agents = memory / MEMORY_OF_AN_AGENT;

	if (cpus < 1)
		cpus = 1;
	if (agents > cpus * AGENTS_OF_A_CPU)
		agents = cpus * AGENTS_OF_A_CPU;
	if (agents > MOST_AGENTS)
		agents = MOST_AGENTS;
	if (agents < 2)
		agents = 2;
	if (!config->max_agents)
		config->max_agents = agents;
	if (!config->git_checkout_workers)
		config->git_checkout_workers = cpus;
}

/* Everything but json and path, so that the next layer can be read. */
static void clear_values(struct config *config)
{
	config_clear_values(config);
	argv_clear(&config->reassign_to);
	config_clear_publish(&config->publish);
	config_clear_notify(&config->notify);
	config_clear_systemic(&config->systemic);
	for (size_t i = 0; i < config->profile_count; i++)
		profile_clear(&config->profiles[i]);
	free(config->profiles);
	config->profiles = NULL;
	config->profile_count = 0;
}

static int read_layer(
	struct config *config, const char *source, struct err *err)
{
	const struct json_place top = { NULL, source, -1 };

	clear_values(config);
	if (config_read_values(config, &top, err) < 0 ||
		get_profiles(config, &top, err) < 0 ||
		get_recovery(config, &top, err) < 0 ||
		get_targets(config, &top, err) < 0 ||
		get_endings(config, &top, err) < 0 ||
		get_notify(config, &top, err) < 0)
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
	suit_machine(config);
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
