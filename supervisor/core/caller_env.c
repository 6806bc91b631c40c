/*
 * caller_env - the environment that a task's caller had: see caller_env.h
 */
#include "supervisor/core/caller_env.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define ENV_MAX_BYTES ((size_t)4 << 20)

static char *env_path(const char *state, int64_t task, const char *suffix)
{
	return mem_format("%s/env/%lld%s", state, (long long)task, suffix);
}

static int write_list(const char *state, int64_t task, const char *suffix,
	const struct argv *list, struct err *err)
{
	char *path = env_path(state, task, suffix);
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

/* What the file has takes the place of what `env` has already. */
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

int caller_env_save(const char *state, int64_t task, const struct argv *env,
	struct err *err)
{
	return write_list(state, task, "", env, err);
}

int caller_env_save_given(const char *state, int64_t task,
	const struct argv *given, struct err *err)
{
	return given->count ? write_list(state, task, ".given", given, err) : 0;
}

int caller_env_read(
	struct argv *env, const char *state, int64_t task, struct err *err)
{
	int rc = read_list(env, state, task, "", err);

	return rc < 0 ? rc : read_list(env, state, task, ".given", err);
}
