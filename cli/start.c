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

/* The line after "reeved: " (and after `kind`), in place; NULL: none. */
static char *find_line(char *text, const char *kind)
{
	for (char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, "reeved: ", 8) &&
			!strncmp(line + 8, kind, strlen(kind)))
			return line + 8 + strlen(kind);
	}
	return NULL;
}

/* Its own words become our error: what it could not do is what we could not. */
static int explain(struct child *child, struct err *err)
{
	int status = WIFEXITED(child->status) ? WEXITSTATUS(child->status) : 0;
	char *text = child->errors.text;
	char *hint = text ? find_line(text, "try: ") : NULL;
	char *reason = text ? find_line(text, "") : NULL;

	if (!reason || !*reason)
		reason = text;
	err_set(err,
		is_exit_code(status) ? (enum exit_code)status : EXIT_TRY_LATER,
		"%.*s", reason && *reason ? (int)strcspn(reason, "\n") : 20,
		reason && *reason ? reason : "cannot start reeved");
	if (hint)
		return err_hint(err, "%.*s", (int)strcspn(hint, "\n"), hint);
	return -1;
}

int start_reeved(const char *state, const char *config, struct err *err)
{
	struct str program = STR_INIT;
	struct argv argv = ARGV_INIT;
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
	child.argv = argv.items;
	rc = child_run(&child, err);
	if (rc < 0)
		err_hint(err, "is reeve installed whole? '%s'",
			str_text(&program));
	else if (!WIFEXITED(child.status) || WEXITSTATUS(child.status))
		rc = explain(&child, err);
out:
	child_clear(&child);
	argv_clear(&argv);
	str_clear(&program);
	return rc;
}
