/*
 * tmux - sessions for agents: see tmux.h
 *
 * A session and its options are one call, so there is no moment in which a
 * person's destroy-unattached could take it away again. Arguments are not
 * commands, but tmux cuts a `;` off the end of one: that one gets a backslash.
 * The start directory is where the client runs, never an argument: as one,
 * `#(…)` in it would be run.
 */
#include "dispatcher/tmux/tmux.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "dispatcher/tmux/tmux_call.h"

#define TMUX_TIMEOUT_MS ((int64_t)20 * 1000)
#define MIN_MAJOR       3

/* What a server must not hand on to every pane a person opens in it. */
static const char *const scrubbed[] = { "TMUX", "TMUX_PANE", "TERM_PROGRAM*",
	"CLAUDECODE", "CLAUDE_*", "REEVE_*", NULL };

static bool is_scrubbed(const char *pair)
{
	size_t len = strcspn(pair, "=");

	for (const char *const *name = scrubbed; *name; name++) {
		size_t fixed = strcspn(*name, "*");

		if (!strncmp(pair, *name, fixed) &&
			((*name)[fixed] == '*' ? len >= fixed : len == fixed))
			return true;
	}
	return false;
}

static void add_environment(struct argv *env)
{
	for (char **pair = environ; *pair; pair++)
		if (!is_scrubbed(*pair))
			argv_add(env, *pair);
}

void tmux_command(struct argv *argv, const struct config *config)
{
	argv_add(argv, config->tmux_program);
	if (config->tmux_socket) {
		argv_add(argv, "-L");
		argv_add(argv, config->tmux_socket);
	}
}

/* One argument that is data. */
void tmux_add_data(struct argv *argv, const char *text)
{
	size_t len = strlen(text);

	if (len && text[len - 1] == ';')
		argv_addf(argv, "%.*s\\;", (int)len - 1, text);
	else
		argv_add(argv, text);
}

void tmux_add_command(struct argv *argv, const char *const *words)
{
	argv_add(argv, ";");
	argv_add_all(argv, (char *const *)words);
}

static int call_start(struct tmux_call *call, struct err *err)
{
	struct child *child = &call->child;

	add_environment(&call->env);
	child->argv = call->argv.items;
	child->env = call->env.items;
	child->directory = "/";
	child->timeout_ms = TMUX_TIMEOUT_MS;
	return child_start(child, err);
}

static int call_wait(struct tmux_call *call, struct err *err)
{
	int rc = child_wait(&call->child, err);

	if (rc < 0 && errno == ENOENT) {
		err_set(err, EXIT_WRONG_USE,
			"cannot run tmux: '%s': no such program",
			call->argv.items[0]);
		err_hint(err, "apt install tmux");
	} else if (!rc && call->child.timed_out)
		rc = err_set(err, EXIT_TRY_LATER,
			"cannot run tmux: it does not answer");
	return rc;
}

int tmux_call_run(struct tmux_call *call, struct err *err)
{
	return call_start(call, err) < 0 ? -1 : call_wait(call, err);
}

void tmux_call_clear(struct tmux_call *call)
{
	int saved = errno;

	argv_clear(&call->argv);
	argv_clear(&call->env);
	child_clear(&call->child);
	errno = saved;
}

bool tmux_succeeded(const struct child *child)
{
	return WIFEXITED(child->status) && WEXITSTATUS(child->status) == 0;
}

/* "tmux 3.3a", "tmux next-3.5", "tmux master" (newer than any number). */
static bool is_new_enough(const char *version)
{
	const char *number = version + strcspn(version, "0123456789");

	return !*number || atoi(number) >= MIN_MAJOR;
}

static int check_version(const struct config *config, struct err *err)
{
	struct tmux_call call = { 0 };
	int rc;

	argv_add(&call.argv, config->tmux_program);
	argv_add(&call.argv, "-V");
	rc = tmux_call_run(&call, err);
	if (!rc && !is_new_enough(str_text(&call.child.out))) {
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot use tmux: '%.*s' is older than %d.0",
			(int)strcspn(str_text(&call.child.out), "\n"),
			str_text(&call.child.out), MIN_MAJOR);
		err_hint(err, "apt install tmux, or set tmux.program");
	}
	tmux_call_clear(&call);
	return rc;
}

int tmux_check(const struct config *config, struct err *err)
{
	static const char *const ask[] = { "show-options", "-s", "-v",
		"exit-unattached", NULL };
	struct tmux_call call = { 0 };
	int rc = check_version(config, err);

	if (rc < 0)
		return rc;
	tmux_command(&call.argv, config);
	argv_add(&call.argv, "start-server");
	tmux_add_command(&call.argv, ask);
	rc = tmux_call_run(&call, err);
	if (!rc && !strncmp(str_text(&call.child.out), "on", 2)) {
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot use tmux: 'exit-unattached' is on: it would "
			"end every agent that nobody looks at");
		err_hint(err, "set -s exit-unattached off, or set tmux.socket");
	}
	tmux_call_clear(&call);
	return rc;
}

/* Why a session did not start; the version is asked for only now. */
static int explain(const struct config *config, const struct child *child,
	const char *name, struct err *err)
{
	const char *said = str_text(&child->errors);

	if (strstr(said, "duplicate session")) {
		err_set(err, EXIT_WRONG_USE,
			"cannot start session: '%s': tmux has one of that "
			"name",
			name);
		err_hint(err, "tmux %s%s%sattach -t =%s, or another name",
			config->tmux_socket ? "-L " : "",
			config->tmux_socket ? config->tmux_socket : "",
			config->tmux_socket ? " " : "", name);
		errno = EEXIST;
		return -1;
	}
	if (check_version(config, err) < 0)
		return -1;
	errno = EIO;
	return err_set(err, EXIT_TRY_LATER, "cannot start session: '%s': %.*s",
		name, (int)strcspn(said, "\n"),
		*said ? said : "tmux does not say why");
}

/*
 * A dead pane must go, whatever a person likes to keep; and a session nobody
 * looks at must stay.
 */
static void add_options(struct argv *argv, const char *name)
{
	char *target = mem_format("=%s:", name);
	const char *const stay[] = { "set-option", "-t", target,
		"destroy-unattached", "off", NULL };
	const char *const close[] = { "set-option", "-w", "-t", target,
		"remain-on-exit", "off", NULL };

	tmux_add_command(argv, stay);
	tmux_add_command(argv, close);
	free(target);
}

/* The pane's command, as arguments of its own: no shell, no expansion. */
static void add_keeper(struct argv *argv, const char *keeper, const char *state,
	const char *name)
{
	argv_add(argv, "--");
	tmux_add_data(argv, keeper);
	tmux_add_data(argv, state);
	tmux_add_data(argv, name);
}

int tmux_begin(struct tmux_call *call, const struct config *config,
	const char *keeper, const char *state, const char *name,
	struct err *err)
{
	struct argv *argv = &call->argv;
	int rc;

	*call = (struct tmux_call){ 0 };
	tmux_command(argv, config);
	argv_add(argv, "new-session");
	argv_add(argv, "-d");
	argv_add(argv, "-s");
	argv_add(argv, name);
	argv_add(argv, "-x");
	argv_addf(argv, "%d", (int)config->tmux_width);
	argv_add(argv, "-y");
	argv_addf(argv, "%d", (int)config->tmux_height);
	add_keeper(argv, keeper, state, name);
	add_options(argv, name);
	rc = call_start(call, err);
	if (rc < 0)
		tmux_call_clear(call);
	return rc;
}

int tmux_end(struct tmux_call *call, const struct config *config,
	const char *name, struct err *err)
{
	int rc = call_wait(call, err);

	if (!rc && !tmux_succeeded(&call->child))
		rc = explain(config, &call->child, name, err);
	tmux_call_clear(call);
	return rc;
}

int tmux_start(const struct config *config, const char *keeper,
	const char *state, const char *name, struct err *err)
{
	struct tmux_call call;

	if (tmux_begin(&call, config, keeper, state, name, err) < 0)
		return -1;
	return tmux_end(&call, config, name, err);
}

int tmux_join(const struct config *config, const char *keeper,
	const char *state, const char *name, struct err *err)
{
	struct tmux_call call = { 0 };

	tmux_command(&call.argv, config);
	argv_add(&call.argv, "new-window");
	argv_add(&call.argv, "-t");
	argv_addf(&call.argv, "=%s:", name);
	add_keeper(&call.argv, keeper, state, name);
	add_options(&call.argv, name);
	if (call_start(&call, err) < 0) {
		tmux_call_clear(&call);
		return -1;
	}
	return tmux_end(&call, config, name, err);
}

/* tmux says so in words alone; it translates nothing. */
static bool means_no_server(const char *said)
{
	return strstr(said, "no server running") ||
	       (strstr(said, "error connecting") &&
		       (strstr(said, strerror(ENOENT)) ||
			       strstr(said, strerror(ECONNREFUSED))));
}

int tmux_sessions(
	const struct config *config, struct argv *names, struct err *err)
{
	struct tmux_call call = { 0 };
	char *line, *rest;
	int rc;

	tmux_command(&call.argv, config);
	argv_add(&call.argv, "list-sessions");
	argv_add(&call.argv, "-F");
	argv_add(&call.argv, "#{session_name}");
	call.child.max_output = (size_t)1 << 20;
	rc = tmux_call_run(&call, err);
	if (!rc && !tmux_succeeded(&call.child) &&
		!means_no_server(str_text(&call.child.errors)))
		rc = err_set(err, EXIT_TRY_LATER,
			"cannot ask tmux for its sessions: %.*s",
			(int)strcspn(str_text(&call.child.errors), "\n"),
			str_text(&call.child.errors));
	for (rest = call.child.out.text; !rc && rest && *rest;) {
		line = strsep(&rest, "\n");
		if (*line)
			argv_add(names, line);
	}
	tmux_call_clear(&call);
	return rc;
}
