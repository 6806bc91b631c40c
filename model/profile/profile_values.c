/*
 * profile_values - the valid values of a profile: see profile_values.h
 *
 * A wrong value is an error when the config is read, not when an agent starts.
 */
#include "model/profile/profile_values.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "model/profile/placeholder.h"
#include "model/setting.h"
#include "model/verdict.h"

static const char *const renderers[RENDERERS] = {
	[RENDERER_CLAUDE] = "claude",
	[RENDERER_CODEX] = "codex",
};

int renderer_from_name(const char *name)
{
	return table_find(renderers, RENDERERS, name);
}

static int check_env(
	const cJSON *env, const struct json_place *place, struct err *err)
{
	const struct json_place here = { place, "env", -1 };
	const cJSON *item;

	cJSON_ArrayForEach(item, env)
	{
		if (!*item->string || strchr(item->string, '='))
			return json_complain(&here, item->string, err,
				"not a valid name of a variable");
		/* null removes a variable of the defaults. */
		if (!cJSON_IsString(item) && !cJSON_IsNull(item))
			return json_complain(
				&here, item->string, err, "expected a text");
	}
	return 0;
}

static int check_exit_codes(
	const cJSON *codes, const struct json_place *place, struct err *err)
{
	const struct json_place here = { place, "exit_codes", -1 };
	const cJSON *item;

	cJSON_ArrayForEach(item, codes)
	{
		char *end;
		long code = strtol(item->string, &end, 10);
		int verdict;

		/* The meaning of 0 depends on events and changes. */
		if (*end || end == item->string || code < 1 || code > 255)
			return json_complain(&here, item->string, err,
				"not an exit code (1 to 255)");
		if (cJSON_IsNull(item))
			continue;
		verdict = verdict_from_name(cJSON_GetStringValue(item));
		if (verdict < 0 || verdict == VERDICT_COMPLETED)
			return json_complain(&here, item->string, err,
				"expected a verdict other than completed");
	}
	return 0;
}

static int check_preset_files(
	const cJSON *files, const struct json_place *place, struct err *err)
{
	const struct json_place list = { place, "preset_files", -1 };
	int index = 0;
	const cJSON *item;

	cJSON_ArrayForEach(item, files)
	{
		const struct json_place here = { &list, NULL, index++ };

		if (!cJSON_IsString(
			    cJSON_GetObjectItemCaseSensitive(item, "file")))
			return json_complain(
				&here, "file", err, "expected a text");
		if (!cJSON_IsObject(
			    cJSON_GetObjectItemCaseSensitive(item, "merge")))
			return json_complain(
				&here, "merge", err, "expected an object");
	}
	return 0;
}

static int check_session(const struct profile *profile,
	const struct json_place *place, struct err *err)
{
	const cJSON *event = profile->session_event;

	if (!event)
		return 0;
	if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(event, "match")) ||
		!cJSON_IsString(
			cJSON_GetObjectItemCaseSensitive(event, "member")))
		return json_complain(place, "session_event", err,
			"expected {\"match\":{…},\"member\":\"…\"}");
	return 0;
}

static bool is_word(const cJSON *item, const char *word)
{
	const char *text = cJSON_GetStringValue(item);

	return text && !strcmp(text, word);
}

static int check_usage_member(const cJSON *usage, const cJSON *item,
	const struct json_place *here, struct err *err)
{
	struct argv members = ARGV_INIT;
	int rc;

	if (!strcmp(item->string, "event"))
		return 0;
	if (strcmp(item->string, "input") != 0 &&
		strcmp(item->string, "output") != 0 &&
		strcmp(item->string, "cost") != 0)
		return json_complain(here, item->string, err,
			"expected event, of, running, input, output and cost");
	rc = json_get_list(usage, item->string, &members, here, err);
	argv_clear(&members);
	return rc;
}

/* The usage of one message: as above, and the member with its id. */
static int check_running(
	const cJSON *running, const struct json_place *above, struct err *err)
{
	const struct json_place here = { above, "running", -1 };
	const cJSON *item;

	if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(running, "event")))
		return json_complain(&here, "event", err, "expected a pattern");
	cJSON_ArrayForEach(item, running)
	{
		if (!strcmp(item->string, "id")) {
			if (!cJSON_IsString(item))
				return json_complain(&here, "id", err,
					"expected the name of a member");
		} else if (check_usage_member(running, item, &here, err) < 0) {
			return -1;
		}
	}
	return 0;
}

static int check_usage(
	const cJSON *usage, const struct json_place *place, struct err *err)
{
	const struct json_place here = { place, "usage", -1 };
	const cJSON *item;
	int rc = 0;

	if (!usage)
		return 0;
	if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(usage, "event")))
		return json_complain(&here, "event", err, "expected a pattern");
	cJSON_ArrayForEach(item, usage)
	{
		if (!strcmp(item->string, "of")) {
			if (!is_word(item, "run") &&
				!is_word(item, "conversation"))
				rc = json_complain(&here, "of", err,
					"expected run or conversation");
		} else if (!strcmp(item->string, "running")) {
			rc = check_running(item, &here, err);
		} else {
			rc = check_usage_member(usage, item, &here, err);
		}
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int check_model_timeout(
	const cJSON *row, const struct json_place *place, struct err *err)
{
	static const char *const known[] = { "event", "timeout", NULL };
	const cJSON *item;
	int64_t timeout_ms = 0;

	cJSON_ArrayForEach(item, row)
	{
		if (table_find(known, 2, item->string) < 0)
			return setting_refuse_unknown(
				place, item->string, (char *const *)known, err);
	}
	if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(row, "event")))
		return json_complain(place, "event", err, "expected a pattern");
	if (json_get_duration(row, "timeout", &timeout_ms, place, err) < 0)
		return -1;
	return timeout_ms ? 0
			  : json_complain(place, NULL, err,
				    "expected event and timeout");
}

/* [{"event":PATTERN,"timeout":DURATION},…] */
static int check_model_timeouts(
	const cJSON *timeouts, const struct json_place *place, struct err *err)
{
	const struct json_place list = { place, "model_timeouts", -1 };
	const cJSON *row;
	int index = 0;

	cJSON_ArrayForEach(row, timeouts)
	{
		const struct json_place here = { &list, NULL, index++ };

		if (!cJSON_IsObject(row))
			return json_complain(
				&here, NULL, err, "expected an object");
		if (check_model_timeout(row, &here, err) < 0)
			return -1;
	}
	return 0;
}

/* The placeholders that each member may use. */
static int check_placeholders(const struct profile *profile,
	const struct json_place *place, struct err *err)
{
	static const char *const run[] = { "prompt", "session", "permissions",
		"worktree", "repo", "git", "roots", "settings", NULL };
	static const char *const session[] = { "session", NULL };
	static const char *const pid[] = { "pid", NULL };
	const struct {
		const char *name;
		const struct argv *list;
	} lists[] = {
		{ "headless", &profile->headless },
		{ "headless_resume", &profile->headless_resume },
		{ "interactive", &profile->interactive },
		{ "interactive_resume", &profile->interactive_resume },
	};
	const struct json_place flags = { place, "permissions", -1 };
	const struct json_place files = { place, "preset_files", -1 };

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (placeholder_check_list(
			    lists[i].list, run, place, lists[i].name, err) < 0)
			return -1;
	for (unsigned i = 0; i < PERMISSIONS; i++)
		if (placeholder_check_list(&profile->permissions[i], run,
			    &flags, permissions_name((enum permissions)i),
			    err) < 0)
			return -1;
	if (placeholder_check(profile->conversation_file, session, place,
		    "conversation_file", err) < 0 ||
		placeholder_check(profile->status_file, pid, place,
			"status_file", err) < 0)
		return -1;
	return placeholder_check_tree(profile->preset_files, run, &files, err);
}

int profile_check_values(const struct profile *profile,
	const struct json_place *place, struct err *err)
{
	if (profile->program && !*profile->program)
		return json_complain(
			place, "program", err, "expected a program or null");
	if (profile->max_agents < 0)
		return json_complain(
			place, "max_agents", err, "must not be negative");
	if (profile->render && renderer_from_name(profile->render) < 0)
		return json_complain(
			place, "render", err, "expected claude, codex or null");
	if (profile->root_env && !strchr(profile->root_env, '='))
		return json_complain(
			place, "root_env", err, "expected NAME=VALUE");
	if (profile->session == SESSION_EVENT && !profile->session_event)
		return json_complain(place, "session_event", err,
			"required if session is \"event\"");
	if (check_session(profile, place, err) < 0 ||
		check_env(profile->env, place, err) < 0 ||
		check_exit_codes(profile->exit_codes, place, err) < 0 ||
		check_usage(profile->usage, place, err) < 0 ||
		check_model_timeouts(profile->model_timeouts, place, err) < 0 ||
		check_placeholders(profile, place, err) < 0)
		return -1;
	return check_preset_files(profile->preset_files, place, err);
}
