/*
 * doctor - what is wrong here, without a running reeved: see doctor.h
 *
 * One function a question; each adds what it finds. The store is opened only
 * while nobody leads: one process at a time may write it.
 */
#include "supervisor/doctor.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/program.h"
#include "dispatcher/tmux/tmux.h"
#include "model/paths.h"
#include "supervisor/core/notify_failures.h"
#include "supervisor/core/state_dirs.h"

#define LOW_DISK_BYTES ((uint64_t)512 << 20)

struct check {
	struct daemon *daemon;
	bool fix;
	cJSON *problems, *fixed;
};

static void add_problem(struct check *check, bool fixable, const char *hint,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

static void add_problem(struct check *check, bool fixable, const char *hint,
	const char *format, ...)
{
	cJSON *problem = cJSON_CreateObject();
	char what[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	json_add_text(problem, "what", what);
	json_add_text(problem, "try", hint && *hint ? hint : NULL);
	json_add_bool(problem, "fixable", fixable);
	cJSON_AddItemToArray(check->problems, problem);
}

static void add_err(struct check *check, const struct err *err)
{
	add_problem(check, false, err->hint, "%s", err->message);
}

static void add_fixed(struct check *check, const char *format, const char *what)
{
	char *text = mem_format("%s '%s'", format, what);

	cJSON_AddItemToArray(check->fixed, cJSON_CreateString(text));
	free(text);
}

static void check_config(struct check *check)
{
	struct err err = ERR_INIT;

	if (config_load(&check->daemon->config, check->daemon->config_path,
		    environ, &err) < 0) {
		add_err(check, &err);
		config_load(&check->daemon->config, NULL, NULL, NULL);
	}
}

static void check_state(struct check *check)
{
	const char *state = check->daemon->host.state;
	struct err err = ERR_INIT;
	struct statvfs disk;
	struct stat st;

	if (stat(state, &st) < 0) {
		if (errno != ENOENT)
			add_problem(check, false, NULL, "cannot use '%s': %m",
				state);
		return;
	}
	if (st.st_uid != geteuid())
		add_problem(check, false, "reeve --state DIR",
			"'%s' belongs to somebody else", state);
	else if (st.st_mode & 077) {
		if (check->fix && state_dirs_make(state, &err) == 0)
			add_fixed(check, "closed to others:", state);
		else
			add_problem(check, true, "reeve doctor --fix",
				"'%s' is open to others", state);
	}
	if (statvfs(state, &disk) == 0 &&
		disk.f_bavail * disk.f_frsize < LOW_DISK_BYTES)
		add_problem(check, false, "make room there",
			"the disk of '%s' is nearly full", state);
}

static void check_place(struct check *check, const char *path)
{
	struct err err = ERR_INIT;
	struct stat st;

	if (lstat(path, &st) < 0)
		return; /* it will be made */
	if (S_ISLNK(st.st_mode) || !S_ISDIR(st.st_mode))
		err_set(&err, EXIT_WRONG_USE, "'%s' is a link or no directory",
			path);
	else if (st.st_uid != geteuid())
		err_set(&err, EXIT_WRONG_USE, "'%s' belongs to somebody else",
			path);
	else
		return;
	add_problem(check, false,
		"remove it, or set another place in the config: paths",
		"%s; a directory below '%s' is used instead", err.message,
		check->daemon->host.state);
}

static void check_programs(struct check *check)
{
	static const char *const ours[] = { "reeve", "reeve-keeper" };
	const struct config *config = &check->daemon->config;
	struct err err = ERR_INIT;
	char *path;

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
		path = mem_format(
			"%s/%s", check->daemon->host.programs, ours[i]);
		if (access(path, X_OK) < 0)
			add_problem(check, false, "install reeve again",
				"'%s' is missing", path);
		free(path);
	}
	path = program_find(config->git_program, NULL);
	if (!path)
		add_problem(check, false, "apt install git",
			"cannot find git: '%s'", config->git_program);
	free(path);
	if (tmux_check(config, &err) < 0)
		add_err(check, &err);
}

/* Nobody sees a notification that cannot be delivered. */
static void check_notify(struct check *check)
{
	const struct notify_config *notify = &check->daemon->config.notify;
	const struct {
		const char *name;
		const struct argv *argv;
	} programs[] = {
		{ "desktop", &notify->desktop },
		{ "command", &notify->command },
		{ "sendmail", &notify->sendmail },
	};

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		const struct argv *argv = programs[i].argv;
		char *path;

		if (!argv->count ||
			(argv == &notify->sendmail && !notify->mail_to))
			continue;
		path = program_find(argv->items[0], NULL);
		if (!path)
			add_problem(check, false,
				"install it, or set another in the config",
				"cannot find the program of notify.%s: '%s'",
				programs[i].name, argv->items[0]);
		free(path);
	}
}

/* Sockets of keepers that have died without a chance to remove them. */
static void check_keepers(struct check *check)
{
	struct path place = path_state(check->daemon->host.state, "keepers");
	DIR *directory = opendir(place.text);
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		char *dot = strrchr(entry->d_name, '.');
		struct path socket;

		if (!dot || strcmp(dot, ".lock") != 0)
			continue;
		*dot = '\0';
		socket = path_keeper(
			check->daemon->host.state, entry->d_name, "sock");
		*dot = '.';
		if (lock_is_held(path_state(place.text, entry->d_name).text) ||
			access(socket.text, F_OK) < 0)
			continue;
		if (check->fix && unlink(socket.text) == 0)
			add_fixed(check, "removed", socket.text);
		else
			add_problem(check, true, "reeve doctor --fix",
				"'%s' is left of a keeper that has died",
				socket.text);
	}
	if (directory)
		closedir(directory);
}

static void check_store(struct check *check)
{
	struct path path = path_state(check->daemon->host.state, "reeve.db");
	struct path leader =
		path_state(check->daemon->host.state, "reeved.lock");
	struct store *store = NULL;
	struct err err = ERR_INIT;
	char *url;
	int lock;

	if (access(path.text, F_OK) < 0)
		return;
	lock = lock_take(leader.text, LOCK_TRY, NULL);
	if (lock < 0)
		return; /* who leads has checked it at its start */
	url = mem_format("sqlite:%s", path.text);
	if (store_open(&store, url, &err) < 0 ||
		notify_failures(store, check->daemon->turn.now_ms, &err))
		add_err(check, &err);
	store_close(store);
	free(url);
	close(lock);
}

int check_print(struct daemon *daemon, bool fix)
{
	struct check check = { .daemon = daemon, .fix = fix };
	cJSON *report = cJSON_CreateObject();
	const struct config *config = &daemon->config;
	bool ok;
	char *text;

	turn_read_clocks(&daemon->turn);
	check.problems = cJSON_CreateArray();
	check.fixed = cJSON_CreateArray();
	check_config(&check);
	check_state(&check);
	check_place(&check, config->checkpoints_path);
	check_place(&check, config->results_path);
	check_place(&check, config->logs_path);
	check_programs(&check);
	check_notify(&check);
	check_keepers(&check);
	check_store(&check);
	ok = cJSON_GetArraySize(check.problems) == 0;
	json_add_bool(report, "ok", ok);
	json_add_text(report, "state", daemon->host.state);
	json_add_text(report, "config", daemon->config_path);
	cJSON_AddItemToObject(report, "problems", check.problems);
	cJSON_AddItemToObject(report, "fixed", check.fixed);
	text = json_pretty(report);
	puts(text);
	free(text);
	cJSON_Delete(report);
	config_clear(&daemon->config);
	return ok ? EXIT_DONE : EXIT_NO;
}
