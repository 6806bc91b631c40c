/*
 * config_values - texts, numbers and durations out of the merged config: see
 * config_values.h
 *
 * One table says where each setting stands, what it may be, and where it goes.
 */
#include "model/config/config_values.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/config/config_bounds.h"
#include "model/usage.h"

enum kind {
	KIND_TEXT, /* never empty */
	KIND_OPTION, /* empty becomes NULL */
	KIND_SOCKET, /* the same; the name of a file of tmux's */
	KIND_PATH, /* absolute */
	KIND_NUMBER,
	KIND_DURATION,
	KIND_MONEY, /* dollars, kept in millionths */
};

struct setting {
	const char *section; /* NULL: at the top; one in another has a dot */
	const char *name;
	enum kind kind;
	size_t offset;
	int64_t min, max; /* of numbers; a duration's min is in ms */
};

#define AT(member) offsetof(struct config, member)
#define DAY_MS     86400000LL
#define ANY        INT64_MAX

#define SOCKET_NAME_MAX 64

static const struct setting settings[] = {
	{ NULL, "profile", KIND_TEXT, AT(profile), 0, 0 },
	{ NULL, "max_agents", KIND_NUMBER, AT(max_agents), 0, 10000 },
	{ "paths", "checkpoints", KIND_PATH, AT(checkpoints_path), 0, 0 },
	{ "paths", "results", KIND_PATH, AT(results_path), 0, 0 },
	{ "paths", "logs", KIND_PATH, AT(logs_path), 0, 0 },
	{ "tmux", "program", KIND_TEXT, AT(tmux_program), 0, 0 },
	{ "tmux", "socket", KIND_SOCKET, AT(tmux_socket), 0, 0 },
	{ "tmux", "linger", KIND_DURATION, AT(tmux_linger_ms), 0, ANY },
	{ "tmux", "width", KIND_NUMBER, AT(tmux_width), 20, 1000 },
	{ "tmux", "height", KIND_NUMBER, AT(tmux_height), 5, 1000 },
	{ "git", "program", KIND_TEXT, AT(git_program), 0, 0 },
	{ "git", "timeout", KIND_DURATION, AT(git_timeout_ms), 1, ANY },
	{ "git", "large_tree", KIND_NUMBER, AT(git_large_tree), 0, ANY },
	{ "git", "checkout_workers", KIND_NUMBER, AT(git_checkout_workers), 0,
		256 },
	{ "limits", "attempts", KIND_NUMBER, AT(attempts), 1, 1000 },
	{ "limits", "run_time", KIND_DURATION, AT(run_time_ms), 0, ANY },
	{ "limits", "wall_time", KIND_DURATION, AT(wall_time_ms), 0, ANY },
	{ "limits", "parked_time", KIND_DURATION, AT(parked_time_ms), 0, ANY },
	{ "limits", "verify_time", KIND_DURATION, AT(verify_time_ms), 1, ANY },
	{ "limits", "tokens", KIND_NUMBER, AT(tokens), 0, ANY },
	{ "limits", "cost", KIND_MONEY, AT(cost), 0, ANY },
	{ "limits.day", "runs", KIND_NUMBER, AT(day.runs), 0, ANY },
	{ "limits.day", "run_time", KIND_DURATION, AT(day.run_time_ms), 0,
		ANY },
	{ "limits.day", "tokens", KIND_NUMBER, AT(day.tokens), 0, ANY },
	{ "limits.day", "cost", KIND_MONEY, AT(day.cost), 0, ANY },
	{ "limits", "grace", KIND_DURATION, AT(grace_ms), 0, DAY_MS },
	{ "recovery", "keyboard_hold", KIND_DURATION, AT(keyboard_hold_ms), 0,
		ANY },
	{ "recovery", "backoff_first", KIND_DURATION, AT(backoff_first_ms), 1,
		ANY },
	{ "recovery", "backoff_max", KIND_DURATION, AT(backoff_max_ms), 1,
		ANY },
	{ "recovery", "stable", KIND_DURATION, AT(stable_ms), 0, ANY },
	{ "recovery", "quiet", KIND_DURATION, AT(quiet_ms), 0, ANY },
	{ "recovery", "still", KIND_DURATION, AT(still_ms), 100, ANY },
	{ "recovery", "idle_cpu", KIND_NUMBER, AT(idle_cpu), 0, 100 },
	{ "review", "assign", KIND_OPTION, AT(review_assign), 0, 0 },
	{ "recovery", "park_jitter", KIND_DURATION, AT(park_jitter_ms), 0,
		DAY_MS },
	{ "recovery", "park_early", KIND_DURATION, AT(park_early_ms), 0, ANY },
	{ "publish", "attempts", KIND_NUMBER, AT(publish.attempts), 1, 1000 },
	{ "publish", "time", KIND_DURATION, AT(publish.time_ms), 1, ANY },
	{ "keep_alive", "prompt", KIND_TEXT, AT(keep_alive_prompt), 0, 0 },
	{ "keep_alive", "wait_first", KIND_DURATION, AT(keep_alive_first_ms), 1,
		DAY_MS },
	{ "keep_alive", "wait_max", KIND_DURATION, AT(keep_alive_max_ms), 1,
		ANY },
	{ "keep", "runs", KIND_DURATION, AT(keep_runs_ms), 0, ANY },
	{ "keep", "bytes", KIND_NUMBER, AT(keep_bytes), 0, ANY },
	{ "keep", "events", KIND_DURATION, AT(keep_events_ms), 0, ANY },
	{ "keep", "transcript", KIND_NUMBER, AT(transcript_bytes), 64 << 10,
		1LL << 40 },
};

#define SETTINGS (sizeof(settings) / sizeof(*settings))

/* tmux makes a file of that name, which people type in their shells. */
static bool is_socket_name(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._@+-", *c))
			return false;
	return name[0] != '-' && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0 && strlen(name) <= SOCKET_NAME_MAX;
}

static int get_text(const struct setting *setting, const cJSON *section,
	char **value, const struct json_place *place, struct err *err)
{
	if (json_get_text(section, setting->name, value, place, err) < 0)
		return -1;
	if (setting->kind == KIND_PATH && (*value)[0] != '/')
		return json_complain(
			place, setting->name, err, "expected an absolute path");
	if (setting->kind == KIND_SOCKET && !is_socket_name(*value))
		return json_complain(place, setting->name, err,
			"expected a name of up to 64 letters, digits and "
			"._@+-, without '/'");
	if (**value)
		return 0;
	if (setting->kind == KIND_TEXT)
		return json_complain(
			place, setting->name, err, "must not be empty");
	mem_replace(value, NULL);
	return 0;
}

static int get_number(const struct setting *setting, const cJSON *section,
	int64_t *value, const struct json_place *place, struct err *err)
{
	const struct config_bounds bounds = { setting->min, setting->max,
		setting->kind == KIND_DURATION };

	return config_get_bounded(
		section, setting->name, &bounds, value, place, err);
}

static int get_money(const struct setting *setting, const cJSON *section,
	int64_t *value, const struct json_place *place, struct err *err)
{
	const cJSON *item =
		cJSON_GetObjectItemCaseSensitive(section, setting->name);

	if (!cJSON_IsNumber(item) || item->valuedouble < 0 ||
		item->valuedouble > 1e9)
		return json_complain(place, setting->name, err,
			"expected dollars, from 0 to 1000000000");
	*value = (int64_t)(item->valuedouble * USAGE_COST_UNIT + 0.5);
	return 0;
}

/* The object `section` names. */
static const cJSON *find_section(const cJSON *json, const char *section)
{
	char part[32];

	while (section) {
		size_t len = strcspn(section, ".");

		snprintf(part, sizeof(part), "%.*s", (int)len, section);
		json = cJSON_GetObjectItemCaseSensitive(json, part);
		section = section[len] ? section + len + 1 : NULL;
	}
	return json;
}

static bool is_text(const struct setting *setting)
{
	return setting->kind <= KIND_PATH;
}

int config_read_values(
	struct config *config, const struct json_place *top, struct err *err)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting *setting = &settings[i];
		struct json_place inner = { top, setting->section, -1 };
		const struct json_place *place =
			setting->section ? &inner : top;
		const cJSON *section =
			find_section(config->json, setting->section);
		void *value = (char *)config + setting->offset;
		int rc;

		if (is_text(setting))
			rc = get_text(setting, section, value, place, err);
		else if (setting->kind == KIND_MONEY)
			rc = get_money(setting, section, value, place, err);
		else
			rc = get_number(setting, section, value, place, err);
		if (rc < 0)
			return -1;
	}
	return 0;
}

void config_clear_values(struct config *config)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		char **text = (void *)((char *)config + settings[i].offset);

		if (is_text(&settings[i])) {
			free(*text);
			*text = NULL;
		}
	}
}
