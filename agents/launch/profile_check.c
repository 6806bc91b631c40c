/*
 * profile_check - whether a profile can run a task here: see
 * profile_check.h
 */
#include "agents/launch/profile_check.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agents/launch/agent_program.h"
#include "base/child.h"
#include "base/file.h"
#include "base/kv.h"
#include "base/mem.h"
#include "model/paths.h"

#define VERSION_TIMEOUT_MS 20000
#define CACHE_MAX_BYTES    ((size_t)16 << 10)

/*
 * Checked before the start, for the CLI reports it too late: into the pane of a
 * session that then closes.
 */
static int profile_check_root(const struct profile *profile,
	const struct task *task, const struct argv *env, struct err *err)
{
	if (geteuid() != 0 || !profile->root_env ||
		task->permissions != PERMISSIONS_BYPASS ||
		argv_has(env, profile->root_env))
		return 0;
	err_set(err, EXIT_WRONG_USE,
		"cannot run agent '%s': the program refuses to bypass "
		"permissions as root unless %s is set",
		profile->name, profile->root_env);
	return err_hint(err,
		"--env %s where this machine is a sandbox, --permissions "
		"edits, or another user",
		profile->root_env);
}

/* Arguments that the CLI would never see are refused. */
static int profile_check_argv(
	const struct profile *profile, const struct task *task, struct err *err)
{
	if (!profile->program || !task->argv.count)
		return 0;
	err_set(err, EXIT_WRONG_USE,
		"cannot run agent '%s': '%.80s': the profile takes a "
		"prompt and no program",
		profile->name, task->argv.items[0]);
	return err_hint(
		err, "give the prompt before --, or in a file: -f FILE");
}

int profile_check(const struct profile *profile, const struct task *task,
	const struct argv *env, struct err *err)
{
	char *program;

	if (profile_check_argv(profile, task, err) < 0)
		return -1;
	if (agent_program_find(&program, profile, task, env->items, err) < 0)
		return -1;
	free(program);
	return profile_check_root(profile, task, env, err);
}

int version_compare(const char *a, const char *b)
{
	while (*a || *b) {
		char *a_end, *b_end;
		long a_part = strtol(a, &a_end, 10);
		long b_part = strtol(b, &b_end, 10);

		if (a_part != b_part)
			return a_part < b_part ? -1 : 1;
		a = *a_end == '.' ? a_end + 1 : "";
		b = *b_end == '.' ? b_end + 1 : "";
	}
	return 0;
}

/* The first "1.2…" in a program's output; the caller frees it. NULL: none. */
static char *version_find(const char *text)
{
	while (*text) {
		size_t len = strspn(text, "0123456789.");
		const char *dot = memchr(text, '.', len);

		if (isdigit((unsigned char)*text) && dot &&
			isdigit((unsigned char)dot[1]))
			return mem_copy_bytes(text, len);
		text += len ? len : 1;
	}
	return NULL;
}

/* Path, size and time of the program's file: an update changes them. */
static char *version_file_identity(const char *program)
{
	struct stat st;

	if (stat(program, &st) < 0)
		return mem_copy(program);
	return mem_format("%s %lld %lld.%09ld", program, (long long)st.st_size,
		(long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static struct path version_cache_path(
	const char *state, const struct profile *profile)
{
	char *name = mem_format("versions/%s", profile->name);
	struct path path = path_state(state, name);

	free(name);
	return path;
}

/* The cached version of this very file; the caller frees it. NULL: none. */
static char *version_cache_read(const char *path, const char *file)
{
	const char *known, *version;
	char *bytes, *found = NULL;
	size_t len;

	if (file_read(&bytes, &len, path, CACHE_MAX_BYTES, NULL) < 0)
		return NULL;
	known = kv_get(bytes, len, "file");
	version = kv_get(bytes, len, "version");
	if (known && version && !strcmp(known, file))
		found = mem_copy(version);
	free(bytes);
	return found;
}

/* Where the cache cannot be written, the next check runs the program again. */
static void version_cache_write(const char *state, const char *path,
	const char *file, const char *version)
{
	char bytes[CACHE_MAX_BYTES];
	struct kv_writer writer = { bytes, sizeof(bytes), 0, 0 };
	struct path directory = path_state(state, "versions");

	kv_put(&writer, "file", file);
	kv_put(&writer, "version", version);
	if (!writer.overflow && directory_make(directory.text, NULL) == 0)
		file_replace(path, bytes, writer.len, FILE_NO_SYNC, NULL);
}

/* Runs the program; *version stays NULL where it prints none. */
static int version_ask(char **version, const struct profile *profile,
	const char *program, const struct argv *env, struct err *err)
{
	struct argv argv = ARGV_INIT;
	struct child child = { .timeout_ms = VERSION_TIMEOUT_MS };
	int rc;

	argv_add(&argv, program);
	argv_add_all(&argv, profile->version_args.items);
	child.argv = argv.items;
	child.env = env->items;
	rc = child_check(&child, err);
	if (rc < 0)
		err_prefix(err, "cannot run agent '%s'", profile->name);
	else
		*version = version_find(str_text(&child.out));
	child_clear(&child);
	argv_clear(&argv);
	return rc;
}

static int version_get(char **version, const struct profile *profile,
	const char *program, const struct argv *env, const char *state,
	struct err *err)
{
	struct path path = version_cache_path(state, profile);
	char *file = version_file_identity(program);
	int rc = 0;

	*version = version_cache_read(path.text, file);
	if (!*version) {
		rc = version_ask(version, profile, program, env, err);
		if (*version)
			version_cache_write(state, path.text, file, *version);
	}
	free(file);
	return rc;
}

int profile_check_version(const struct profile *profile,
	const struct task *task, const struct argv *env, const char *state,
	struct err *err)
{
	char *program, *version = NULL;
	int rc;

	if (!profile->min_version || !profile->version_args.count)
		return 0;
	if (agent_program_find(&program, profile, task, env->items, err) < 0)
		return -1;
	rc = version_get(&version, profile, program, env, state, err);
	if (!rc && version &&
		version_compare(version, profile->min_version) < 0) {
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot run agent '%s': '%s' is version %s, and %s "
			"is needed",
			profile->name, program, version, profile->min_version);
		err_hint(err, "update it, or set profiles.%s.min_version",
			profile->name);
	}
	free(version);
	free(program);
	return rc;
}
