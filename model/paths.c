/*
 * paths - where things are below the state directory: see paths.h
 */
#include "model/paths.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path that would be too long is cut, and then simply does not exist. */
static struct path path_of(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static struct path path_of(const char *format, ...)
{
	struct path path;
	va_list args;

	va_start(args, format);
	vsnprintf(path.text, sizeof(path.text), format, args);
	va_end(args);
	return path;
}

struct path path_state(const char *state, const char *name)
{
	return path_of("%s/%s", state, name);
}

struct path path_record(const char *state, const char *run)
{
	return path_of("%s/records/%s.json", state, run);
}

struct path path_run(const char *state, const char *run, const char *name)
{
	return path_of("%s/runs/%s/%s", state, run, name);
}

struct path path_keeper(const char *state, const char *agent, const char *kind)
{
	return path_of("%s/keepers/%s.%s", state, agent, kind);
}

struct path path_checkpoint(const char *state, const char *agent)
{
	return path_of("%s/checkpoints/%s.json", state, agent);
}

static int make_absolute(struct path *path, const char *text, struct err *err)
{
	char here[PATH_MAX];

	if (text[0] == '/') {
		*path = path_of("%s", text);
	} else {
		if (!getcwd(here, sizeof(here)))
			return err_sys(err, "cannot find '%s'", text);
		*path = path_of("%s/%s", here, text);
	}
	/* Room for what is put below it, so that no path is ever cut. */
	if (strlen(path->text) > PATH_MAX - 256) {
		errno = ENAMETOOLONG;
		return err_sys(err, "cannot use '%.200s'", text);
	}
	for (size_t len = strlen(path->text);
		len > 1 && path->text[len - 1] == '/';)
		path->text[--len] = '\0';
	return 0;
}

static int find(struct path *path, const char *const given[2], const char *xdg,
	const char *below_home, const char *name, struct err *err)
{
	const char *base = getenv(xdg), *home = getenv("HOME");

	for (int i = 0; i < 2; i++)
		if (given[i] && given[i][0])
			return make_absolute(path, given[i], err);
	if (base && base[0] == '/')
		*path = path_of("%s/%s", base, name);
	else if (home && home[0] == '/')
		*path = path_of("%s/%s/%s", home, below_home, name);
	else
		return err_set(err, EXIT_WRONG_USE,
			"cannot find '%s': neither %s nor HOME is set", name,
			xdg);
	return 0;
}

int path_find_state(struct path *state, const char *option, struct err *err)
{
	const char *given[2] = { option, getenv("REEVE_STATE") };

	return find(
		state, given, "XDG_STATE_HOME", ".local/state", "reeve", err);
}

int path_find_config(
	struct path *config, const char *option, int *exists, struct err *err)
{
	const char *given[2] = { option, getenv("REEVE_CONFIG") };
	int named = (option && option[0]) || (given[1] && given[1][0]);
	struct stat st;

	*exists = 0;
	if (find(config, given, "XDG_CONFIG_HOME", ".config",
		    "reeve/reeve.json", err) < 0)
		return named ? -1 : 0;
	*exists = stat(config->text, &st) == 0;
	if (named && !*exists)
		return err_set(err, EXIT_WRONG_USE,
			"cannot read config: '%s': no such file", config->text);
	if (*exists && S_ISDIR(st.st_mode)) {
		err_set(err, EXIT_WRONG_USE,
			"cannot read config: '%s': it is a directory",
			config->text);
		return err_hint(err, "--config %s/reeve.json", config->text);
	}
	return 0;
}
