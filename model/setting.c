/*
 * setting - the names of settings: see setting.h
 */
#include "model/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/similar.h"
#include "base/str.h"

const struct renamed_setting renamed_settings[] = {
	{ "git.large_tree", "git.large_tree_files" },
	{ "keep", "retention" },
	{ "keep.bytes", "retention.runs_bytes" },
	{ "keep.transcript", "retention.transcript_bytes" },
	{ "keep_alive.wait_first", "keep_alive.backoff_first" },
	{ "keep_alive.wait_max", "keep_alive.backoff_max" },
	{ "limits.day", "limits.daily" },
	{ "notify.per_minute", "notify.max_per_minute" },
	{ "notify.webhook_http", "notify.webhook_allow_http" },
	{ "publish.done_matches", "publish.published_matches" },
	{ "publish.time", "publish.timeout" },
	{ "recovery.breaker.probe", "recovery.breaker.probe_first" },
	{ "recovery.breaker.proof", "recovery.breaker.close_after" },
	{ "recovery.breaker.within", "recovery.breaker.window" },
	{ "recovery.idle_cpu", "recovery.idle_cpu_percent" },
	{ "recovery.keyboard_hold", "recovery.interrupt_window" },
	{ "recovery.mass_death.again", "recovery.mass_death.recheck_first" },
	{ "recovery.mass_death.again_max", "recovery.mass_death.recheck_max" },
	{ "recovery.mass_death.hold", "recovery.mass_death.probe_after" },
	{ "recovery.mass_death.share", "recovery.mass_death.share_percent" },
	{ "recovery.mass_death.within", "recovery.mass_death.window" },
	{ "recovery.memory.again", "recovery.memory.recheck_interval" },
	{ "recovery.memory.available", "recovery.memory.available_bytes" },
	{ "recovery.memory.pressure", "recovery.memory.pressure_percent" },
	{ "recovery.park_early", "recovery.park_threshold" },
	{ "recovery.quiet", "recovery.turn_end_after" },
	{ "recovery.stable", "recovery.backoff_reset_after" },
	{ "recovery.still", "recovery.screen_settle" },
	{ "recovery.when_spent", "recovery.limits_action" },
	{ "review.assign", "review.assignee" },
	{ "profiles.*.conversation", "profiles.*.conversation_file" },
	{ "profiles.*.model_timeouts.limit",
		"profiles.*.model_timeouts.timeout" },
	{ "profiles.*.native", "profiles.*.native_binary" },
	{ "profiles.*.pass", "profiles.*.env_allow" },
	{ "profiles.*.root_needs", "profiles.*.root_env" },
	{ "profiles.*.scrub", "profiles.*.env_deny" },
	{ "profiles.*.seed", "profiles.*.preset_files" },
	{ "profiles.*.set", "profiles.*.env" },
	{ "profiles.*.waiting", "profiles.*.attention" },
	{ "profiles.*.waits", "profiles.*.model_timeouts" },
	{ NULL, NULL },
};

/*
 * How much of `path` a row covers, 0 for nothing. *any is what its `*` stands
 * for.
 */
static size_t measure_row(
	const char *row, const char *path, const char **any, size_t *any_len)
{
	const char *at = path;

	for (; *row; row++) {
		if (*row != '*' && *row != *at)
			return 0;
		if (*row != '*') {
			at++;
			continue;
		}
		*any = at;
		*any_len = strcspn(at, ".");
		at += *any_len;
	}
	return *at == '\0' || *at == '.' ? (size_t)(at - path) : 0;
}

static char *make_present(
	const char *now, const char *rest, const char *any, size_t any_len)
{
	const char *star = strchr(now, '*');
	size_t len = star ? (size_t)(star - now) : strlen(now);
	struct str text = STR_INIT;

	str_addf(&text, "%.*s", (int)len, now);
	if (star)
		str_addf(&text, "%.*s%s", (int)any_len, any, star + 1);
	str_add(&text, rest);
	return str_take(&text);
}

char *setting_present_path(const char *path)
{
	const struct renamed_setting *row = renamed_settings, *found = NULL;
	const char *any = NULL, *found_any = NULL;
	size_t longest = 0, len, any_len = 0, found_any_len = 0;

	for (; row->before; row++) {
		len = measure_row(row->before, path, &any, &any_len);
		if (len <= longest)
			continue;
		longest = len;
		found = row;
		found_any = any;
		found_any_len = any_len;
	}
	return found ? make_present(found->now, path + longest, found_any,
			       found_any_len)
		     : NULL;
}

static void add_path(struct str *text, const struct json_place *place)
{
	/* The topmost place is the source of the document. */
	if (!place || !place->above)
		return;
	add_path(text, place->above);
	if (place->name)
		str_addf(text, "%s%s", text->len ? "." : "", place->name);
}

char *setting_path(const struct json_place *place, const char *name)
{
	const struct json_place member = { place, name, -1 };
	struct str text = STR_INIT;

	add_path(&text, &member);
	return str_take(&text);
}

int setting_refuse_renamed(const struct json_place *place, const char *name,
	const char *hint, struct err *err)
{
	json_complain(place, name, err, "this setting was renamed");
	return err_hint(err, "%s", hint);
}

int setting_refuse_unknown(const struct json_place *place, const char *name,
	char *const *known, struct err *err)
{
	char *path = setting_path(place, name);
	char *present = setting_present_path(path);
	const char *meant = similar_word(name, known);
	char why[160];

	free(path);
	if (present) {
		setting_refuse_renamed(place, name, present, err);
		free(present);
		return -1;
	}
	snprintf(why, sizeof(why), "no such setting%s%.64s%s",
		meant ? " (did you mean '" : "", meant ? meant : "",
		meant ? "'?)" : "");
	return json_complain(place, name, err, why);
}
