/*
 * agent_env - the environment of an agent: see agent_env.h
 */
#include "agents/launch/agent_env.h"

#include <stdbool.h>
#include <string.h>

#include "base/env.h"
#include "base/str.h"
#include "model/config/caller_variables.h"

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

static bool env_matches_list(const char *pair, const struct argv *patterns)
{
	return env_matches(pair, (const char *const *)patterns->items);
}

static void agent_env_add_passed(
	struct argv *env, const struct profile *profile, char *const *caller)
{
	for (; caller && *caller; caller++)
		if ((caller_variable_is_common(*caller) ||
			    env_matches_list(*caller, &profile->env_allow)) &&
			!env_matches_list(*caller, &profile->env_deny))
			env_set_pair(env, *caller);
}

static void agent_env_add_set(struct argv *env, const struct profile *profile)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, profile->env)
	{
		if (cJSON_IsString(item))
			env_set(env, item->string, item->valuestring);
	}
}

static void agent_env_add_asked(
	struct argv *env, const struct argv *asked, char *const *caller)
{
	for (size_t i = 0; i < asked->count; i++) {
		const char *item = asked->items[i];
		const char *value;

		if (strchr(item, '=')) {
			env_set_pair(env, item);
			continue;
		}
		value = env_get(caller, item);
		if (value)
			env_set(env, item, value);
	}
}

static bool path_list_has(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	for (; path; path = strchr(path, ':')) {
		if (*path == ':')
			path++;
		if (strcspn(path, ":") == len && !strncmp(path, directory, len))
			return true;
	}
	return false;
}

static void agent_env_complete_path(struct argv *env, const char *programs)
{
	const char *path = env_get(env->items, "PATH");
	struct str whole = STR_INIT;

	str_add(&whole, path && *path ? path : DEFAULT_PATH);
	if (programs && !path_list_has(whole.text, programs))
		str_addf(&whole, ":%s", programs);
	env_set(env, "PATH", whole.text);
	str_clear(&whole);
}

void agent_env_build(struct argv *env, const struct profile *profile,
	const struct argv *asked, char *const *caller, const char *programs)
{
	agent_env_add_passed(env, profile, caller);
	agent_env_add_set(env, profile);
	agent_env_add_asked(env, asked, caller);
	agent_env_complete_path(env, programs);
}
