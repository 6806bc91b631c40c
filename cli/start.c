/*
 * start - bring reeved up where nobody answers: see start.h
 *
 * reeved itself makes sure that there is one of it, and goes into the
 * background only once a leader listens; so its exit status is the answer and
 * nobody has to try again and again.
 */
#include "cli/start.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/argv.h"
#include "base/child.h"

int start_find(struct str *path, const char *name, struct err *err)
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

static bool is_exit_code(int status)
{
	return status == EXIT_WRONG_USE || status == EXIT_TRY_LATER;
}

/* The words of a line of reeved's log, after the time and its name. */
static char *words_of(char *line)
{
	static const char name[] = "reeved: ";
	char *words = strstr(line, name);

	return words ? words + strlen(name) : line;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/*
 * Its own words become our error: what it could not do is what we could not.
 * The reason is the last thing it said, perhaps with what to try.
 */
static int explain(struct child *child, struct err *err)
{
	int status = WIFEXITED(child->status) ? WEXITSTATUS(child->status) : 0;
	char *rest = child->errors.text, *line;

	err_set(err,
		is_exit_code(status) ? (enum exit_code)status : EXIT_TRY_LATER,
		"cannot start reeved");
	while ((line = strsep(&rest, "\n"))) {
		char *words = words_of(line);

		if (begins(words, "try: "))
			err_hint(err, "%s", words + 5);
		else if (*words && !begins(words, "warning: ") &&
			 !begins(words, "debug: "))
			err_set(err, err->code, "%s", words);
	}
	return -1;
}

/*
 * An agent may be the one who starts it: what tells that agent who it is would
 * make reeved, and the tmux server after it, look like part of its run.
 */
static void add_environment(struct argv *env)
{
	static const char *const names[] = { "REEVE_AGENT=", "REEVE_TASK=",
		"REEVE_RUN=", "REEVE_CHECKPOINT=", "REEVE_PROMPT_FILE=",
		"REEVE_RESUME=", "REEVE_CONTINUATION=" };

	for (char **pair = environ; *pair; pair++) {
		bool told = false;

		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			told |= begins(*pair, names[i]);
		if (!told)
			argv_add(env, *pair);
	}
}

int start_reeved(const char *state, const char *config, struct err *err)
{
	struct str program = STR_INIT;
	struct argv argv = ARGV_INIT, env = ARGV_INIT;
	struct child child = CHILD_INIT;
	int rc = start_find(&program, "reeved", err);

	if (rc < 0)
		goto out;
	argv_add(&argv, str_text(&program));
	argv_add(&argv, "--state");
	argv_add(&argv, state);
	if (config) {
		argv_add(&argv, "--config");
		argv_add(&argv, config);
	}
	add_environment(&env);
	child.argv = argv.items;
	child.env = env.items;
	rc = child_run(&child, err);
	if (rc < 0)
		err_hint(err, "is reeve installed whole? '%s'",
			str_text(&program));
	else if (!WIFEXITED(child.status) || WEXITSTATUS(child.status))
		rc = explain(&child, err);
out:
	child_clear(&child);
	argv_clear(&argv);
	argv_clear(&env);
	str_clear(&program);
	return rc;
}
