/*
 * reeved - start reeved: see reeved.h
 *
 * reeved goes into the background only when a leader listens. Its exit status
 * therefore says whether the start has succeeded.
 */
#include "cli/reeved.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/argv.h"
#include "base/child.h"

int reeved_find_program(struct str *path, const char *name, struct err *err)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (len < 0)
		return err_sys(err, "cannot find '%s'", name);
	self[len] = '\0';
	slash = strrchr(self, '/');
	str_addf(path, "%.*s/%s", (int)(slash - self), self, name);
	return 0;
}

static bool reeved_exit_is_known(int status)
{
	return status == EXIT_WRONG_USE || status == EXIT_TRY_LATER;
}

/* The message of a line of reeved's log, without time and program name. */
static char *reeved_log_text(char *line)
{
	static const char name[] = "reeved: ";
	char *message = strstr(line, name);

	return message ? message + strlen(name) : line;
}

static bool text_starts_with(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/*
 * Copies the last error that reeved has printed, and its hint, into err.
 */
static int reeved_fail_start(struct child *child, struct err *err)
{
	int status = WIFEXITED(child->status) ? WEXITSTATUS(child->status) : 0;
	char *rest = child->errors.text, *line;

	err_set(err,
		reeved_exit_is_known(status) ? (enum exit_code)status
					     : EXIT_TRY_LATER,
		"cannot start reeved");
	while ((line = strsep(&rest, "\n"))) {
		char *message = reeved_log_text(line);

		if (text_starts_with(message, "try: "))
			err_hint(err, "%s", message + 5);
		else if (*message && !text_starts_with(message, "warning: ") &&
			 !text_starts_with(message, "debug: "))
			err_set(err, err->code, "%s", message);
	}
	return -1;
}

/*
 * Leaves out an agent's own variables: if an agent starts reeved, reeved and
 * the tmux server would otherwise count as processes of the agent's run.
 */
static void reeved_add_environment(struct argv *env)
{
	static const char *const names[] = { "REEVE_AGENT=", "REEVE_TASK=",
		"REEVE_RUN=", "REEVE_CHECKPOINT=", "REEVE_PROMPT_FILE=",
		"REEVE_RESUME=", "REEVE_CONTINUATION=" };

	for (char **pair = environ; *pair; pair++) {
		bool agents_own = false;

		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			agents_own |= text_starts_with(*pair, names[i]);
		if (!agents_own)
			argv_add(env, *pair);
	}
}

int reeved_start(const char *state, const char *config, struct err *err)
{
	struct str program = STR_INIT;
	struct argv argv = ARGV_INIT, env = ARGV_INIT;
	struct child child = CHILD_INIT;
	int rc = reeved_find_program(&program, "reeved", err);

	if (rc < 0)
		goto out;
	argv_add(&argv, str_text(&program));
	argv_add(&argv, "--state");
	argv_add(&argv, state);
	if (config) {
		argv_add(&argv, "--config");
		argv_add(&argv, config);
	}
	reeved_add_environment(&env);
	child.argv = argv.items;
	child.env = env.items;
	rc = child_run(&child, err);
	if (rc < 0)
		err_hint(err, "install reeve again: '%s' is missing",
			str_text(&program));
	else if (!WIFEXITED(child.status) || WEXITSTATUS(child.status))
		rc = reeved_fail_start(&child, err);
out:
	child_clear(&child);
	argv_clear(&argv);
	argv_clear(&env);
	str_clear(&program);
	return rc;
}
