/*
 * caller_env - the environment that a task's caller had: see caller_env.h
 */
#include "supervisor/caller_env.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "dispatcher/agent_env.h"

#define ENV_MAX_BYTES ((size_t)4 << 20)

static char *env_path(const char *state, int64_t task)
{
	return mem_format("%s/env/%lld", state, (long long)task);
}

int caller_env_of(struct argv *env, const cJSON *request, struct err *err)
{
	struct json_place place = { NULL, "request", -1 };

	return json_get_list(request, "env", env, &place, err);
}

int caller_env_save(struct daemon *daemon, const struct task *task,
	const struct argv *env, struct err *err)
{
	char *path = env_path(daemon->state, task->id);
	struct argv kept = ARGV_INIT;
	struct str bytes = STR_INIT;
	int rc;

	agent_env_keep(&kept, &daemon->config, &task->env, env->items);
	for (size_t i = 0; i < kept.count; i++)
		str_add_bytes(&bytes, kept.items[i], strlen(kept.items[i]) + 1);
	rc = file_replace(path, str_text(&bytes), bytes.len, FILE_SYNC, err);
	str_clear(&bytes);
	argv_clear(&kept);
	free(path);
	return rc;
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
	char *path = env_path(state, task), *bytes = NULL;
	size_t len = 0;
	int rc = file_read(&bytes, &len, path, ENV_MAX_BYTES, err);

	if (rc < 0 && errno == ENOENT)
		rc = 0;
	for (size_t at = 0; at < len; at += strlen(bytes + at) + 1)
		argv_add(env, bytes + at);
	free(bytes);
	free(path);
	return rc;
}
