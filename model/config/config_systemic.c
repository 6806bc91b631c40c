/*
 * config_systemic - what holds for several agents together: see
 * config_systemic.h
 */
#include "model/config/config_systemic.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/config/config_bounds.h"

#define AGENTS_MAX 10000

struct setting {
	const char *name;
	int64_t *value;
	struct config_bounds bounds;
};

static int read_settings(const struct setting *settings, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	for (; settings->name; settings++)
		if (config_get_bounded(section, settings->name,
			    &settings->bounds, settings->value, place, err) < 0)
			return -1;
	return 0;
}

/* A limit waits for its own end, and what was asked for is no failure. */
static bool can_open(int verdict)
{
	return verdict >= 0 && verdict != VERDICT_COMPLETED &&
	       verdict != VERDICT_STOPPED && verdict != VERDICT_RATE_LIMITED;
}

static int complain_verdict(
	const char *word, const struct json_place *place, struct err *err)
{
	struct str why = STR_INIT;
	int rc;

	str_addf(&why,
		"'%.40s' is no verdict that opens a breaker; these are:", word);
	for (int i = 0, count = 0; i < VERDICTS; i++)
		if (can_open(i))
			str_addf(&why, "%s %s", count++ ? "," : "",
				verdict_name((enum verdict)i));
	rc = json_complain(place, NULL, err, str_text(&why));
	str_clear(&why);
	return rc;
}

static int read_verdicts(struct breaker_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	const struct json_place list = { place, "verdicts", -1 };
	struct argv words = ARGV_INIT;
	int rc = json_get_list(section, "verdicts", &words, place, err);

	for (size_t i = 0; rc == 0 && i < words.count; i++) {
		const struct json_place here = { &list, NULL, (int)i };
		int verdict = verdict_from_name(words.items[i]);

		if (can_open(verdict))
			config->verdicts[verdict] = true;
		else
			rc = complain_verdict(words.items[i], &here, err);
	}
	argv_clear(&words);
	return rc;
}

static int read_breaker(struct breaker_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	const struct setting settings[] = {
		{ "agents", &config->agents, { 0, AGENTS_MAX, false } },
		{ "within", &config->within_ms, { 1, INT64_MAX, true } },
		{ "probe", &config->probe_ms, { 1, INT64_MAX, true } },
		{ "probe_max", &config->probe_max_ms, { 1, INT64_MAX, true } },
		{ "proof", &config->proof_ms, { 1, INT64_MAX, true } },
		{ 0 },
	};

	if (read_settings(settings, section, place, err) < 0)
		return -1;
	if (config->probe_max_ms < config->probe_ms)
		return json_complain(place, "probe_max", err,
			"must not be shorter than probe");
	return read_verdicts(config, section, place, err);
}

static int read_mass(struct mass_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	const struct setting settings[] = {
		{ "agents", &config->agents, { 0, AGENTS_MAX, false } },
		{ "share", &config->share, { 1, 100, false } },
		{ "within", &config->within_ms, { 1, INT64_MAX, true } },
		{ "settle", &config->settle_ms, { 0, INT64_MAX, true } },
		{ "again", &config->again_ms, { 1, INT64_MAX, true } },
		{ "again_max", &config->again_max_ms, { 1, INT64_MAX, true } },
		{ "hold", &config->hold_ms, { 1, INT64_MAX, true } },
		{ 0 },
	};

	if (read_settings(settings, section, place, err) < 0)
		return -1;
	if (config->again_max_ms < config->again_ms)
		return json_complain(place, "again_max", err,
			"must not be shorter than again");
	/* One end is no company. */
	return config->agents == 1 ? json_complain(place, "agents", err,
					     "must be 0, or at least 2")
				   : 0;
}

static int read_memory(struct memory_config *config, const cJSON *section,
	const struct json_place *place, struct err *err)
{
	const struct setting settings[] = {
		{ "pressure", &config->pressure, { 0, 100, false } },
		{ "available", &config->available, { 0, INT64_MAX, false } },
		{ "again", &config->again_ms, { 1, INT64_MAX, true } },
		{ 0 },
	};

	if (read_settings(settings, section, place, err) < 0 ||
		json_get_text(section, "pressure_file", &config->pressure_file,
			place, err) < 0)
		return -1;
	if (config->pressure_file[0] != '/')
		return json_complain(place, "pressure_file", err,
			"expected an absolute path");
	return 0;
}

int config_read_systemic(struct systemic_config *config, const cJSON *recovery,
	const struct json_place *place, struct err *err)
{
	const struct json_place breaker = { place, "breaker", -1 };
	const struct json_place mass = { place, "mass_death", -1 };
	const struct json_place memory = { place, "memory", -1 };

	if (read_breaker(&config->breaker,
		    cJSON_GetObjectItemCaseSensitive(recovery, "breaker"),
		    &breaker, err) < 0 ||
		read_mass(&config->mass,
			cJSON_GetObjectItemCaseSensitive(
				recovery, "mass_death"),
			&mass, err) < 0)
		return -1;
	return read_memory(&config->memory,
		cJSON_GetObjectItemCaseSensitive(recovery, "memory"), &memory,
		err);
}

void config_clear_systemic(struct systemic_config *config)
{
	free(config->memory.pressure_file);
	*config = (struct systemic_config){ 0 };
}
