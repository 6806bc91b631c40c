/*
 * caller_env - the environment that a task's caller had: see caller_env.h
 */
#include "supervisor/core/caller_env.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "agents/launch/agent_env.h"
#include "base/env.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

#define ENV_MAX_BYTES ((size_t)4 << 20)

static char *env_path(const char *state, int64_t task, const char *suffix)
{
	return mem_format("%s/env/%lld%s", state, (long long)task, suffix);
}

static int write_list(const struct daemon *daemon, const struct task *task,
	const char *suffix, const struct argv *list, struct err *err)
{
	char *path = env_path(daemon->state, task->id, suffix);
	struct str bytes = STR_INIT;
	int rc;

	for (size_t i = 0; i < list->count; i++)
		str_add_bytes(
			&bytes, list->items[i], strlen(list->items[i]) + 1);
	rc = file_replace(path, str_text(&bytes), bytes.len, FILE_SYNC, err);
	str_clear(&bytes);
	free(path);
	return rc;
}

/* What is in it counts more than what `env` has already. */
static int read_list(struct argv *env, const char *state, int64_t task,
	const char *suffix, struct err *err)
{
	char *path = env_path(state, task, suffix), *bytes = NULL;
	size_t len = 0;
	int rc = file_read(&bytes, &len, path, ENV_MAX_BYTES, err);

	if (rc < 0 && errno == ENOENT)
		rc = 0;
	for (size_t at = 0; at < len;) {
		size_t size = strlen(bytes + at) + 1;
		char *value = strchr(bytes + at, '=');

		if (value) {
			*value = '\0';
			env_set(env, bytes + at, value + 1);
		}
		at += size;
	}
	free(bytes);
	free(path);
	return rc;
}

int caller_env_of(struct argv *env, const cJSON *request, struct err *err)
{
	struct json_place place = { NULL, "request", -1 };

	return json_get_list(request, "env", env, &place, err);
}

int caller_env_save(struct daemon *daemon, const struct task *task,
	const struct argv *env, struct err *err)
{
	struct argv kept = ARGV_INIT;
	int rc;

	agent_env_keep(&kept, &daemon->config, &task->env, env->items);
	rc = write_list(daemon, task, "", &kept, err);
	argv_clear(&kept);
	return rc;
}

void caller_env_take_given(struct argv *given, struct task *task)
{
	for (size_t i = 0; i < task->env.count; i++) {
		char *value = strchr(task->env.items[i], '=');

		if (!value)
			continue;
		argv_add(given, task->env.items[i]);
		*value = '\0';
	}
}

int caller_env_save_given(struct daemon *daemon, const struct task *task,
	const struct argv *given, struct err *err)
{
	return given->count ? write_list(daemon, task, ".given", given, err)
			    : 0;
}

int caller_env_replace(struct daemon *daemon, const struct task *task,
	const cJSON *request, struct err *err)
{
	struct argv env = ARGV_INIT;
	int rc = caller_env_of(&env, request, err);

	if (rc == 0 && env.count)
		rc = caller_env_save(daemon, task, &env, err);
	argv_clear(&env);
	return rc;
}

int caller_env_read(
	struct argv *env, const char *state, int64_t task, struct err *err)
{
	int rc = read_list(env, state, task, "", err);

	return rc < 0 ? rc : read_list(env, state, task, ".given", err);
}
