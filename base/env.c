/*
 * env - an environment as a list of NAME=VALUE: see env.h
 */
#include "base/env.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

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

void env_set_pair(struct argv *env, const char *pair)
{
	size_t len = strcspn(pair, "=");
	char *name;

	if (!len || pair[len] != '=')
		return;
	name = mem_copy_bytes(pair, len);
	env_set(env, name, pair + len + 1);
	free(name);
}

static bool env_name_matches(const char *pair, const char *pattern)
{
	size_t len = strcspn(pair, "="), want = strlen(pattern);

	if (want && pattern[want - 1] == '*')
		return len >= want - 1 && !strncmp(pair, pattern, want - 1);
	return len == want && !strncmp(pair, pattern, want);
}

bool env_matches(const char *pair, const char *const *patterns)
{
	for (; patterns && *patterns; patterns++)
		if (env_name_matches(pair, *patterns))
			return true;
	return false;
}
