/*
 * seed - settings merged into a CLI's own files: see seed.h
 *
 * The files are a person's, and other runs of the CLI write them too. So they
 * are read, changed and replaced under our lock and, where the profile names
 * it, under the CLI's own lock (a directory that is made to take it).
 */
#include "agents/launch/seed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/path.h"

#define SEED_MAX_BYTES    ((size_t)64 << 20) /* a CLI's file has its history */
#define CLI_LOCK_WAIT_MS  3000
#define CLI_LOCK_STALE_MS 10000
#define CLI_LOCK_PAUSE_NS 20000000L

/* Returns whether `base` has changed. */
static bool seed_merge(
	cJSON *base, const cJSON *over, const struct expand *with);

static bool seed_list_has(const cJSON *list, const cJSON *item)
{
	const cJSON *other;

	cJSON_ArrayForEach(other, list)
	{
		if (cJSON_Compare(other, item, true))
			return true;
	}
	return false;
}

/* A copy with its text expanded; NULL where a variable is missing. */
static cJSON *seed_make_scalar(const cJSON *value, const struct expand *with)
{
	char *text;
	cJSON *copy;

	if (!cJSON_IsString(value))
		return cJSON_Duplicate(value, true);
	text = expand_text(value->valuestring, with);
	copy = text ? cJSON_CreateString(text) : NULL;
	free(text);
	return copy;
}

static bool seed_merge_list(
	cJSON *base, const cJSON *over, const struct expand *with)
{
	bool changed = false;
	const cJSON *item;

	cJSON_ArrayForEach(item, over)
	{
		cJSON *copy = seed_make_scalar(item, with);

		if (copy && !seed_list_has(base, copy)) {
			cJSON_AddItemToArray(base, copy);
			changed = true;
		} else {
			cJSON_Delete(copy);
		}
	}
	return changed;
}

/* A new member, unless all parts of it need a variable that is not set. */
static bool seed_add_member(cJSON *base, const char *name, const cJSON *value,
	const struct expand *with)
{
	cJSON *made;
	bool some = true;

	if (cJSON_IsObject(value)) {
		made = cJSON_CreateObject();
		some = seed_merge(made, value, with);
	} else if (cJSON_IsArray(value)) {
		made = cJSON_CreateArray();
		some = seed_merge_list(made, value, with);
	} else {
		made = seed_make_scalar(value, with);
	}
	if (made && some)
		return cJSON_AddItemToObject(base, name, made);
	cJSON_Delete(made);
	return false;
}

static bool seed_merge_member(cJSON *base, const char *name, const cJSON *value,
	const struct expand *with)
{
	cJSON *old = cJSON_GetObjectItemCaseSensitive(base, name);

	if (!old)
		return seed_add_member(base, name, value, with);
	if (cJSON_IsObject(old) && cJSON_IsObject(value))
		return seed_merge(old, value, with);
	if (cJSON_IsArray(old) && cJSON_IsArray(value))
		return seed_merge_list(old, value, with);
	/* A CLI writes false for "not asked yet". */
	if (cJSON_IsFalse(old) && cJSON_IsTrue(value))
		return cJSON_ReplaceItemInObjectCaseSensitive(
			base, name, cJSON_CreateTrue());
	return false;
}

static bool seed_merge(
	cJSON *base, const cJSON *over, const struct expand *with)
{
	bool changed = false;
	const cJSON *item;

	cJSON_ArrayForEach(item, over)
	{
		char *name = expand_text(item->string, with);

		if (name)
			changed |= seed_merge_member(base, name, item, with);
		free(name);
	}
	return changed;
}

/* The whole document; an empty one where there is no file. */
static cJSON *seed_read_file(const char *path, mode_t *mode, struct err *err)
{
	struct stat st;
	cJSON *json;

	*mode = 0600;
	if (stat(path, &st) < 0 && errno == ENOENT)
		return cJSON_CreateObject();
	*mode = st.st_mode & 07777;
	if (st.st_size == 0)
		return cJSON_CreateObject();
	json = json_read(path, SEED_MAX_BYTES, err);
	if (json && cJSON_IsObject(json))
		return json;
	if (json)
		err_set(err, EXIT_WRONG_USE, "%s: expected an object", path);
	cJSON_Delete(json);
	err_prefix(err, "cannot prepare the agent's settings");
	err_hint(err, "repair or remove '%s'", path);
	return NULL;
}

static int seed_write_file(
	const char *path, const cJSON *json, mode_t mode, struct err *err)
{
	char *text = json_pretty(json);
	int rc = file_replace(path, text, strlen(text), FILE_SYNC, err);

	if (!rc && mode != 0600 && chmod(path, mode) < 0)
		rc = err_sys(err, "cannot set the mode of '%s'", path);
	free(text);
	return rc;
}

static int seed_merge_into_file(const char *path, const cJSON *over,
	const struct expand *with, struct err *err)
{
	mode_t mode;
	cJSON *json = seed_read_file(path, &mode, err);
	int rc = 0;

	if (!json)
		return -1;
	if (seed_merge(json, over, with))
		rc = seed_write_file(path, json, mode, err);
	cJSON_Delete(json);
	return rc;
}

static bool cli_lock_is_stale(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 &&
	       clock_wall_ms() - (int64_t)st.st_mtime * 1000 >
		       CLI_LOCK_STALE_MS;
}

/*
 * Takes the CLI's own lock by making its directory. Nothing reports its release
 * and it is held for moments, so it is tried again; a stale lock, and one that
 * is held too long, is ignored. True: it is ours to remove.
 */
static bool cli_lock_take(const char *path)
{
	int64_t until_ms = clock_boot_ms() + CLI_LOCK_WAIT_MS;

	while (mkdir(path, 0700) < 0) {
		if (errno != EEXIST || cli_lock_is_stale(path) ||
			clock_boot_ms() > until_ms)
			return false;
		nanosleep(&(struct timespec){ 0, CLI_LOCK_PAUSE_NS }, NULL);
	}
	return true;
}

/* The target of a link, so that the link itself is not replaced by a file. */
static char *seed_follow_link(char *path)
{
	char *target = realpath(path, NULL);

	if (!target)
		return path;
	free(path);
	return target;
}

static int seed_make_parent(const char *path, struct err *err)
{
	char *parent = path_parent(path);
	int rc = parent && *parent ? directory_make(parent, err) : 0;

	free(parent);
	return rc;
}

static int seed_write_one(
	const cJSON *seed, const struct expand *with, struct err *err)
{
	const char *lock = json_text(seed, "lock");
	char *path = expand_path(json_text(seed, "file"), with);
	char *cli_lock = lock ? expand_path(lock, with) : NULL;
	bool taken = false;
	int rc = -1;

	if (!path) {
		err_set(err, EXIT_WRONG_USE,
			"cannot prepare the agent's settings: '%s': a "
			"variable is not set",
			json_text(seed, "file"));
		goto out;
	}
	if (seed_make_parent(path, err) < 0)
		goto out;
	taken = cli_lock && cli_lock_take(cli_lock);
	path = seed_follow_link(path);
	rc = seed_merge_into_file(path,
		cJSON_GetObjectItemCaseSensitive(seed, "merge"), with, err);
	if (taken)
		rmdir(cli_lock);
out:
	free(path);
	free(cli_lock);
	return rc;
}

int seed_write(const struct profile *profile, bool interactive,
	const struct expand *with, const char *lock, struct err *err)
{
	const cJSON *seed;
	int rc = 0, fd;

	if (!profile->preset_files ||
		!cJSON_GetArraySize(profile->preset_files))
		return 0;
	fd = lock_take(lock, LOCK_QUEUE, err);
	if (fd < 0)
		return -1;
	cJSON_ArrayForEach(seed, profile->preset_files)
	{
		if (!rc && (interactive || !json_bool(seed, "interactive")))
			rc = seed_write_one(seed, with, err);
	}
	close(fd);
	return rc;
}
