/*
 * test_config_renamed - a setting that was renamed is refused, and the hint is
 * its present name
 *
 * The tests walk the whole table of renamed settings.
 */
#include "tests/model/config_file.h"

#include <ctype.h>

#include "base/str.h"
#include "model/config/config_defaults.h"
#include "model/setting.h"

/* `path` with `*` as the name of a profile, to be freed. */
static char *of_claude(const char *path)
{
	struct str text = STR_INIT;

	for (; *path; path++)
		if (*path == '*')
			str_add(&text, "claude");
		else
			str_add_char(&text, *path);
	return str_take(&text);
}

/* What the defaults have at a path; of a list its first item. */
static const cJSON *find(const cJSON *json, const char *path)
{
	char copy[128], *rest, *part;

	snprintf(copy, sizeof(copy), "%s", path);
	for (part = strtok_r(copy, ".", &rest); part;
		part = strtok_r(NULL, ".", &rest)) {
		if (cJSON_IsArray(json))
			json = cJSON_GetArrayItem(json, 0);
		json = cJSON_GetObjectItemCaseSensitive(json, part);
	}
	return json;
}

static cJSON *read_defaults(void)
{
	cJSON *json = json_parse(config_defaults,
		(size_t)(config_defaults_end - config_defaults), JSON_MAX_BYTES,
		"defaults", NULL);

	assert_non_null(json);
	return json;
}

/*
 * {"a":{"b":0}} for "a.b", to be freed; an object that the defaults have in a
 * list is in a list.
 */
static char *make_document(const cJSON *defaults, const char *path)
{
	char above[128];
	struct str out = STR_INIT;
	char *inner = mem_copy("0");
	const char *end = path + strlen(path);

	while (end > path) {
		const char *start = memrchr(path, '.', (size_t)(end - path));
		bool item;

		start = start ? start + 1 : path;
		snprintf(above, sizeof(above), "%.*s",
			start > path ? (int)(start - path - 1) : 0, path);
		item = *above && cJSON_IsArray(find(defaults, above));
		str_addf(&out, "%s{\"%.*s\":%s}%s", item ? "[" : "",
			(int)(end - start), start, inner, item ? "]" : "");
		free(inner);
		inner = str_take(&out);
		end = start > path ? start - 1 : path;
	}
	return inner;
}

/* "a.b" as "REEVE_A__B", to be freed. */
static char *make_variable(const char *path)
{
	struct str name = STR_INIT;

	str_add(&name, "REEVE_");
	for (; *path; path++)
		if (*path == '.')
			str_add(&name, "__");
		else
			str_add_char(
				&name, (char)toupper((unsigned char)*path));
	return str_take(&name);
}

static void assert_refused(const char *document, const char *pair,
	const char *source, const char *before, const char *hint)
{
	char *message;
	struct config config;
	struct err err;

	if (load(&config, document, pair, &err) == 0)
		fail_msg("accepted: %s %s", document, pair ? pair : "");
	message =
		mem_format("%s: %s: this setting was renamed", source, before);
	assert_string_equal(err.message, message);
	assert_string_equal(err.hint, hint);
	assert_int_equal(err.code, EXIT_WRONG_USE);
	free(message);
}

/* Places in lists are shown with an index, which no path has. */
static void assert_refused_in_list(
	const char *document, const char *before, const char *hint)
{
	const char *last = strrchr(before, '.') + 1;
	struct config config;
	struct err err;

	assert_int_equal(load(&config, document, NULL, &err), -1);
	assert_non_null(strstr(err.message, last));
	assert_non_null(strstr(err.message, ": this setting was renamed"));
	assert_string_equal(err.hint, hint);
}

static void test_every_row(void **state)
{
	cJSON *defaults = read_defaults();
	size_t count = 0;

	(void)state;
	for (const struct renamed_setting *row = renamed_settings; row->before;
		row++, count++) {
		char *before = of_claude(row->before);
		char *now = of_claude(row->now);
		char *document = make_document(defaults, before);
		char *variable = make_variable(before);
		char *present = make_variable(now);
		char *pair = mem_format("%s=0", variable);

		if (find(defaults, before))
			fail_msg("still a setting: %s", before);
		if (!find(defaults, now))
			fail_msg("no setting: %s", now);
		if (strchr(document, '[')) {
			assert_refused_in_list(document, before, now);
		} else {
			assert_refused(document, NULL, "", before, now);
			if (strchr(before, '.'))
				assert_refused(
					"{}", pair, variable, before, present);
		}
		free(before);
		free(now);
		free(document);
		free(variable);
		free(present);
		free(pair);
	}
	assert_true(count > 30);
	cJSON_Delete(defaults);
}

/* A section that was renamed is refused with the path of its setting. */
static void test_below_a_section(void **state)
{
	(void)state;
	assert_refused("{\"keep\":{\"runs\":\"1d\"}}", NULL, "", "keep.runs",
		"retention.runs");
	assert_refused("{\"keep\":{\"bytes\":1}}", NULL, "", "keep.bytes",
		"retention.runs_bytes");
	assert_refused("{\"limits\":{\"day\":{\"cost\":1}}}", NULL, "",
		"limits.day.cost", "limits.daily.cost");
	assert_refused("{}", "REEVE_LIMITS__DAY__COST=1",
		"REEVE_LIMITS__DAY__COST", "limits.day.cost",
		"REEVE_LIMITS__DAILY__COST");
	assert_refused("{}", "REEVE_KEEP__EVENTS=1d", "REEVE_KEEP__EVENTS",
		"keep.events", "REEVE_RETENTION__EVENTS");
}

/* The members of a profile that only the user's file has. */
static void test_new_profile(void **state)
{
	(void)state;
	assert_refused("{\"profiles\":{\"mine\":{\"pass\":[\"A\"]}}}", NULL, "",
		"profiles.mine.pass", "profiles.mine.env_allow");
	assert_refused("{}", "REEVE_PROFILES__MINE__PASS=[\"A\"]",
		"REEVE_PROFILES__MINE__PASS", "profiles.mine.pass",
		"REEVE_PROFILES__MINE__ENV_ALLOW");
}

/* Names that begin like an old one, and old ones in another place. */
static void test_other_names(void **state)
{
	static const char *const paths[] = { "keep_alive", "keep_alive.prompt",
		"limits.days", "recovery.stable_", "recovery", "profiles.set",
		"profiles.a.b.set", "stable", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (setting_present_path(paths[i]))
			fail_msg("renamed: %s", paths[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row),
		cmocka_unit_test(test_below_a_section),
		cmocka_unit_test(test_new_profile),
		cmocka_unit_test(test_other_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
