/*
 * config_values - the plain settings: see config_values.h
 *
 * One table says where each setting stands, which values are valid, and which
 * member of struct config receives the value.
 */
#include "model/config/config_values.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/mem.h"
#include "model/usage.h"

enum kind {
	KIND_TEXT, /* never empty */
	KIND_OPTION, /* empty becomes NULL */
	KIND_LINE, /* an option for a header or a URL: no control characters */
	KIND_SOCKET, /* an option that tmux makes a file name of */
	KIND_PATH, /* absolute */
	KIND_LIST, /* of texts */
	KIND_BOOL,
	KIND_NUMBER,
	KIND_DURATION,
	KIND_MONEY, /* dollars, kept in millionths */
};

struct setting {
	const char *section; /* with dots between its parts; NULL: the top */
	const char *name;
	enum kind kind;
	size_t offset;
	int64_t min, max; /* of numbers; in ms of durations */
	const char *not_below; /* a sibling that must not be larger, or NULL */
};

#define DAY_MS 86400000LL
#define ANY    INT64_MAX

#define SOCKET_NAME_MAX 64
#define AGENTS_MAX      10000
#define ORPHANS_MAX     1000000
#define DOLLARS_MAX     1000000000

#define ROW(section, name, kind, member, min, max, not_below)                  \
	{                                                                      \
		section, name, kind, offsetof(struct config, member), min,     \
			max, not_below                                         \
	}
#define TEXT(section, name, member)                                            \
	ROW(section, name, KIND_TEXT, member, 0, 0, NULL)
#define OPTION(section, name, member)                                          \
	ROW(section, name, KIND_OPTION, member, 0, 0, NULL)
#define LINE(section, name, member)                                            \
	ROW(section, name, KIND_LINE, member, 0, 0, NULL)
#define PATH(section, name, member)                                            \
	ROW(section, name, KIND_PATH, member, 0, 0, NULL)
#define LIST(section, name, member)                                            \
	ROW(section, name, KIND_LIST, member, 0, 0, NULL)
#define NUMBER(section, name, member, min, max)                                \
	ROW(section, name, KIND_NUMBER, member, min, max, NULL)
#define DURATION(section, name, member, min, max)                              \
	ROW(section, name, KIND_DURATION, member, min, max, NULL)
#define MONEY(section, name, member)                                           \
	ROW(section, name, KIND_MONEY, member, 0, DOLLARS_MAX, NULL)
/* The last value of a delay that grows from the sibling `first`. */
#define LAST(section, name, member, max, first)                                \
	ROW(section, name, KIND_DURATION, member, 1, max, first)

#define BREAKER    "recovery.breaker"
#define MASS_DEATH "recovery.mass_death"
#define MEMORY     "recovery.memory"
#define DAILY      "limits.daily"
#define TARGETS    "metrics.targets"

static const struct setting settings[] = {
	TEXT(NULL, "profile", profile),
	NUMBER(NULL, "max_agents", max_agents, 0, AGENTS_MAX),

	PATH("paths", "checkpoints", checkpoints_path),
	PATH("paths", "results", results_path),
	PATH("paths", "logs", logs_path),

	TEXT("tmux", "program", tmux_program),
	ROW("tmux", "socket", KIND_SOCKET, tmux_socket, 0, 0, NULL),
	DURATION("tmux", "linger", tmux_linger_ms, 0, ANY),
	NUMBER("tmux", "width", tmux_width, 20, 1000),
	NUMBER("tmux", "height", tmux_height, 5, 1000),

	TEXT("git", "program", git_program),
	DURATION("git", "timeout", git_timeout_ms, 1, ANY),
	NUMBER("git", "large_tree_files", git_large_tree_files, 0, ANY),
	NUMBER("git", "checkout_workers", git_checkout_workers, 0, 256),

	NUMBER("limits", "attempts", attempts, 1, 1000),
	DURATION("limits", "run_time", run_time_ms, 0, ANY),
	DURATION("limits", "wall_time", wall_time_ms, 0, ANY),
	DURATION("limits", "parked_time", parked_time_ms, 0, ANY),
	DURATION("limits", "verify_time", verify_time_ms, 1, ANY),
	NUMBER("limits", "tokens", tokens, 0, ANY),
	MONEY("limits", "cost", cost),
	NUMBER(DAILY, "runs", daily.runs, 0, ANY),
	DURATION(DAILY, "run_time", daily.run_time_ms, 0, ANY),
	NUMBER(DAILY, "tokens", daily.tokens, 0, ANY),
	MONEY(DAILY, "cost", daily.cost),
	DURATION("limits", "grace", grace_ms, 0, DAY_MS),

	DURATION("recovery", "interrupt_window", interrupt_window_ms, 0, ANY),
	DURATION("recovery", "backoff_first", backoff_first_ms, 1, ANY),
	LAST("recovery", "backoff_max", backoff_max_ms, ANY, "backoff_first"),
	DURATION("recovery", "backoff_reset_after", backoff_reset_after_ms, 0,
		ANY),
	DURATION("recovery", "turn_end_after", turn_end_after_ms, 0, ANY),
	DURATION("recovery", "screen_settle", screen_settle_ms, 100, ANY),
	NUMBER("recovery", "idle_cpu_percent", idle_cpu_percent, 0, 100),
	LIST("recovery", "reassign_to", reassign_to),
	DURATION("recovery", "park_jitter", park_jitter_ms, 0, DAY_MS),
	DURATION("recovery", "park_threshold", park_threshold_ms, 0, ANY),

	NUMBER(BREAKER, "agents", systemic.breaker.agents, 0, AGENTS_MAX),
	DURATION(BREAKER, "window", systemic.breaker.window_ms, 1, ANY),
	DURATION(BREAKER, "probe_first", systemic.breaker.probe_first_ms, 1,
		ANY),
	LAST(BREAKER, "probe_max", systemic.breaker.probe_max_ms, ANY,
		"probe_first"),
	DURATION(BREAKER, "close_after", systemic.breaker.close_after_ms, 1,
		ANY),

	NUMBER(MASS_DEATH, "agents", systemic.mass.agents, 0, AGENTS_MAX),
	NUMBER(MASS_DEATH, "share_percent", systemic.mass.share_percent, 1,
		100),
	DURATION(MASS_DEATH, "window", systemic.mass.window_ms, 1, ANY),
	DURATION(MASS_DEATH, "settle", systemic.mass.settle_ms, 0, ANY),
	DURATION(MASS_DEATH, "recheck_first", systemic.mass.recheck_first_ms, 1,
		ANY),
	LAST(MASS_DEATH, "recheck_max", systemic.mass.recheck_max_ms, ANY,
		"recheck_first"),
	DURATION(MASS_DEATH, "probe_after", systemic.mass.probe_after_ms, 1,
		ANY),

	NUMBER(MEMORY, "pressure_percent", systemic.memory.pressure_percent, 0,
		100),
	PATH(MEMORY, "pressure_file", systemic.memory.pressure_file),
	NUMBER(MEMORY, "available_bytes", systemic.memory.available_bytes, 0,
		ANY),
	DURATION(MEMORY, "recheck_interval",
		systemic.memory.recheck_interval_ms, 1, ANY),

	OPTION("review", "assignee", review_assignee),

	LIST("notify", "desktop", notify.desktop),
	LIST("notify", "command", notify.command),
	LINE("notify", "webhook", notify.webhook),
	ROW("notify", "webhook_allow_http", KIND_BOOL,
		notify.webhook_allow_http, 0, 0, NULL),
	LINE("notify", "mail_to", notify.mail_to),
	LINE("notify", "mail_from", notify.mail_from),
	LIST("notify", "sendmail", notify.sendmail),
	NUMBER("notify", "max_per_minute", notify.max_per_minute, 1,
		NOTIFY_MINUTE_MAX),
	DURATION("notify", "settle", notify.settle_ms, 0, ANY),
	DURATION("notify", "timeout", notify.timeout_ms, 1, 300 * 1000),
	NUMBER("notify", "attempts", notify.attempts, 1, 100),
	DURATION("notify", "retry_first", notify.retry_first_ms, 1, ANY),
	LAST("notify", "retry_max", notify.retry_max_ms, 365 * DAY_MS,
		"retry_first"),

	LIST("publish", "command", publish.command),
	LIST("publish", "check", publish.check),
	LIST("publish", "push", publish.push),
	NUMBER("publish", "attempts", publish.attempts, 1, 1000),
	DURATION("publish", "timeout", publish.timeout_ms, 1, ANY),

	TEXT("keep_alive", "prompt", keep_alive_prompt),
	DURATION("keep_alive", "backoff_first", keep_alive_backoff_first_ms, 1,
		DAY_MS),
	LAST("keep_alive", "backoff_max", keep_alive_backoff_max_ms, ANY,
		"backoff_first"),

	DURATION("retention", "runs", retention_runs_ms, 0, ANY),
	NUMBER("retention", "runs_bytes", retention_runs_bytes, 0, ANY),
	DURATION("retention", "events", retention_events_ms, 0, ANY),
	NUMBER("retention", "transcript_bytes", retention_transcript_bytes,
		64 << 10, 1LL << 40),

	NUMBER(TARGETS, "simple", targets.simple, 0, 100),
	NUMBER(TARGETS, "complex", targets.complex, 0, 100),
	NUMBER(TARGETS, "recovery", targets.recovery, 0, 100),
	NUMBER(TARGETS, "orphans", targets.orphans, 0, ORPHANS_MAX),
};

#define SETTINGS (sizeof(settings) / sizeof(*settings))

/* Characters that need no quoting in a shell, and no '/'. */
static bool is_socket_name(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._@+-", *c))
			return false;
	return name[0] != '-' && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0 && strlen(name) <= SOCKET_NAME_MAX;
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

/* Why a text is not valid, or NULL. */
static const char *text_problem(enum kind kind, const char *text)
{
	if (kind == KIND_PATH && text[0] != '/')
		return "expected an absolute path";
	if (kind == KIND_SOCKET && !is_socket_name(text))
		return "expected a name of up to 64 letters, digits and "
		       "._@+-, without '/'";
	if (kind == KIND_LINE && has_control(text))
		return "must not have control characters";
	if (kind == KIND_TEXT && !*text)
		return "must not be empty";
	return NULL;
}

static int get_text(const struct setting *setting, const cJSON *section,
	char **value, const struct json_place *place, struct err *err)
{
	const char *problem;

	if (json_get_text(section, setting->name, value, place, err) < 0)
		return -1;
	problem = text_problem(setting->kind, *value);
	if (problem)
		return json_complain(place, setting->name, err, problem);
	if (!**value)
		mem_replace(value, NULL);
	return 0;
}

static int get_money(const struct setting *setting, const cJSON *section,
	int64_t *value, const struct json_place *place, struct err *err)
{
	const cJSON *item =
		cJSON_GetObjectItemCaseSensitive(section, setting->name);

	if (!cJSON_IsNumber(item) || item->valuedouble < 0 ||
		item->valuedouble > DOLLARS_MAX)
		return json_complain(place, setting->name, err,
			"expected dollars, from 0 to 1000000000");
	*value = (int64_t)(item->valuedouble * USAGE_COST_UNIT + 0.5);
	return 0;
}

#define BOUND_SIZE DURATION_TEXT_SIZE

static const char *bound_text(
	const struct setting *setting, int64_t value, char text[BOUND_SIZE])
{
	if (setting->kind == KIND_DURATION)
		return duration_spell(value, text);
	snprintf(text, BOUND_SIZE, "%lld", (long long)value);
	return text;
}

/* Fails with the bounds of a number or of a duration. */
static int refuse_bounds(const struct setting *setting,
	const struct json_place *place, struct err *err)
{
	bool above_0 = setting->kind == KIND_DURATION && setting->min == 1;
	bool any = setting->max == ANY;
	char least[BOUND_SIZE], most[BOUND_SIZE], why[96];

	bound_text(setting, setting->min, least);
	bound_text(setting, setting->max, most);
	if (above_0)
		snprintf(why, sizeof(why), "must be more than 0%s%s",
			any ? "" : ", up to ", any ? "" : most);
	else if (any)
		snprintf(why, sizeof(why), "must be at least %s", least);
	else
		snprintf(
			why, sizeof(why), "must be from %s to %s", least, most);
	return json_complain(place, setting->name, err, why);
}

static int get_number(const struct setting *setting, const cJSON *section,
	int64_t *value, const struct json_place *place, struct err *err)
{
	const char *name = setting->name;
	int64_t first_ms = 0;
	char why[96];

	if ((setting->kind == KIND_DURATION ? json_get_duration(section, name,
						      value, place, err)
					    : json_get_number(section, name,
						      value, place, err)) < 0)
		return -1;
	if (*value < setting->min || *value > setting->max)
		return refuse_bounds(setting, place, err);
	if (!setting->not_below)
		return 0;
	if (json_get_duration(
		    section, setting->not_below, &first_ms, place, err) < 0)
		return -1;
	if (*value >= first_ms)
		return 0;
	snprintf(why, sizeof(why), "must not be shorter than %s",
		setting->not_below);
	return json_complain(place, name, err, why);
}

static int get_value(const struct setting *setting, const cJSON *section,
	void *value, const struct json_place *place, struct err *err)
{
	switch (setting->kind) {
	case KIND_TEXT:
	case KIND_OPTION:
	case KIND_LINE:
	case KIND_SOCKET:
	case KIND_PATH:
		return get_text(setting, section, value, place, err);
	case KIND_LIST:
		return json_get_list(section, setting->name, value, place, err);
	case KIND_BOOL:
		return json_get_bool(section, setting->name, value, place, err);
	case KIND_NUMBER:
	case KIND_DURATION:
		return get_number(setting, section, value, place, err);
	case KIND_MONEY:
		return get_money(setting, section, value, place, err);
	}
	return 0;
}

/* The object that `section` names. */
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

int config_read_values(
	struct config *config, const struct json_place *top, struct err *err)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting *setting = &settings[i];
		const struct json_place section = { top, setting->section, -1 };

		if (get_value(setting,
			    find_section(config->json, setting->section),
			    (char *)config + setting->offset,
			    setting->section ? &section : top, err) < 0)
			return -1;
	}
	return 0;
}

void config_clear_values(struct config *config)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		void *value = (char *)config + settings[i].offset;

		if (settings[i].kind <= KIND_PATH) {
			free(*(char **)value);
			*(char **)value = NULL;
		} else if (settings[i].kind == KIND_LIST) {
			argv_clear(value);
		}
	}
}
