/*
 * agent_env - exactly which variables an agent gets: see agent_env.h
 */
#include "agents/launch/agent_env.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

/* What programs in general need; the contract lists them. */
static const char *const common[] = { "HOME", "PATH", "LANG", "LC_*", "USER",
	"LOGNAME", "SHELL", "TZ", "TMPDIR", "XDG_*", "SSH_AUTH_SOCK",
	"COLORTERM", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", NULL };

/* True when the NAME of a NAME=VALUE fits NAME or PREFIX*. */
static bool fits(const char *pair, const char *pattern)
{
	size_t len = strcspn(pair, "="), want = strlen(pattern);

	if (want && pattern[want - 1] == '*')
		return len >= want - 1 && !strncmp(pair, pattern, want - 1);
	return len == want && !strncmp(pair, pattern, want);
}

static bool fits_any(const char *pair, const char *const *patterns)
{
	for (; patterns && *patterns; patterns++)
		if (fits(pair, *patterns))
			return true;
	return false;
}

static bool fits_list(const char *pair, const struct argv *patterns)
{
	return fits_any(pair, (const char *const *)patterns->items);
}

const char *env_get(char *const *env, const char *name)
{
	size_t len = strlen(name);

	for (; env && *env; env++)
		if (!strncmp(*env, name, len) && (*env)[len] == '=')
			return *env + len + 1;
	return NULL;
}

void env_set(struct argv *env, const char *name, const char *value)
{
	char *pair = mem_format("%s=%s", name, value);
	size_t len = strlen(name) + 1;

	for (size_t i = 0; i < env->count; i++) {
		if (strncmp(env->items[i], pair, len) != 0)
			continue;
		free(env->items[i]);
		env->items[i] = pair;
		return;
	}
	argv_add(env, pair);
	free(pair);
}

/* As env_set, for a whole NAME=VALUE; what is none is left out. */
static void set_pair(struct argv *env, const char *pair)
{
	size_t len = strcspn(pair, "=");
	char *name;

	if (!len || pair[len] != '=')
		return;
	name = mem_copy_bytes(pair, len);
	env_set(env, name, pair + len + 1);
	free(name);
}

void agent_env_keep(struct argv *kept, const struct config *config,
	const struct argv *asked, char *const *caller)
{
	for (; caller && *caller; caller++) {
		bool wanted =
			fits_any(*caller, common) || fits_list(*caller, asked);

		for (size_t i = 0; !wanted && i < config->profile_count; i++)
			wanted = fits_list(
				*caller, &config->profiles[i].env_allow);
		if (wanted)
			set_pair(kept, *caller);
	}
}

static void add_passed(
	struct argv *env, const struct profile *profile, char *const *caller)
{
	for (; caller && *caller; caller++)
		if ((fits_any(*caller, common) ||
			    fits_list(*caller, &profile->env_allow)) &&
			!fits_list(*caller, &profile->env_deny))
			set_pair(env, *caller);
}

static void add_set(struct argv *env, const struct profile *profile)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, profile->env)
	{
		if (cJSON_IsString(item))
			env_set(env, item->string, item->valuestring);
	}
}

static void add_asked(
	struct argv *env, const struct argv *asked, char *const *caller)
{
	for (size_t i = 0; i < asked->count; i++) {
		const char *item = asked->items[i];
		const char *value;

		if (strchr(item, '=')) {
			set_pair(env, item);
			continue;
		}
		value = env_get(caller, item);
		if (value)
			env_set(env, item, value);
	}
}

static bool path_has(const char *path, const char *directory)
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

static void complete_path(struct argv *env, const char *programs)
{
	const char *path = env_get(env->items, "PATH");
	struct str whole = STR_INIT;

	str_add(&whole, path && *path ? path : DEFAULT_PATH);
	if (programs && !path_has(whole.text, programs))
		str_addf(&whole, ":%s", programs);
	env_set(env, "PATH", whole.text);
	str_clear(&whole);
}

void agent_env_build(struct argv *env, const struct profile *profile,
	const struct argv *asked, char *const *caller, const char *programs)
{
	add_passed(env, profile, caller);
	add_set(env, profile);
	add_asked(env, asked, caller);
	complete_path(env, programs);
}
