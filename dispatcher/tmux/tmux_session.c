/*
 * tmux_session - sessions for agents: see tmux.h
 *
 * A session and its options are one call, so there is no moment in which a
 * person's destroy-unattached could close the session.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dispatcher/tmux/tmux.h"
#include "dispatcher/tmux/tmux_call.h"

#define TMUX_MIN_MAJOR 3

/* "tmux 3.3a", "tmux next-3.5", "tmux master" (newer than any number). */
static bool tmux_is_new_enough(const char *version)
{
	const char *number = version + strcspn(version, "0123456789");

	return !*number || atoi(number) >= TMUX_MIN_MAJOR;
}

static int tmux_check_version(const struct config *config, struct err *err)
{
	struct tmux_call call = { 0 };
	int rc;

	argv_add(&call.argv, config->tmux_program);
	argv_add(&call.argv, "-V");
	rc = tmux_call_run(&call, err);
	if (!rc && !tmux_is_new_enough(str_text(&call.child.out))) {
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot use tmux: '%.*s' is older than %d.0",
			(int)strcspn(str_text(&call.child.out), "\n"),
			str_text(&call.child.out), TMUX_MIN_MAJOR);
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
	int rc = tmux_check_version(config, err);

	if (rc < 0)
		return rc;
	tmux_command(&call.argv, config);
	argv_add(&call.argv, "start-server");
	tmux_add_command(&call.argv, ask);
	rc = tmux_call_run(&call, err);
	if (!rc && !strncmp(str_text(&call.child.out), "on", 2)) {
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot use tmux: 'exit-unattached' is on: it would "
			"end every agent that has no client attached");
		err_hint(err, "set -s exit-unattached off, or set tmux.socket");
	}
	tmux_call_clear(&call);
	return rc;
}

int tmux_hint_attach(
	struct err *err, const struct config *config, const char *name)
{
	const char *socket = config->tmux_socket;

	return err_hint(err, "tmux %s%s%sattach -t =%s, or another --name",
		socket ? "-L " : "", socket ? socket : "", socket ? " " : "",
		name);
}

/* Why a session did not start. The version is checked only after a failure. */
static int tmux_explain(const struct config *config, const struct child *child,
	const char *name, struct err *err)
{
	const char *said = str_text(&child->errors);

	if (strstr(said, "duplicate session")) {
		err_set(err, EXIT_WRONG_USE,
			"cannot start session: '%s': tmux has a session of "
			"that name",
			name);
		tmux_hint_attach(err, config, name);
		errno = EEXIST;
		return -1;
	}
	if (tmux_check_version(config, err) < 0)
		return -1;
	errno = EIO;
	return err_set(err, EXIT_TRY_LATER, "cannot start session: '%s': %.*s",
		name, (int)strcspn(said, "\n"),
		*said ? said : "tmux gives no reason");
}

/*
 * Whatever a person has configured, a pane whose program has ended must close,
 * and a session without a client must stay.
 */
static void tmux_add_options(struct argv *argv, const char *name)
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

/* The pane's command as separate arguments: no shell, no expansion. */
static void tmux_add_keeper(struct argv *argv, const char *keeper,
	const char *state, const char *name)
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
	tmux_add_keeper(argv, keeper, state, name);
	tmux_add_options(argv, name);
	rc = tmux_call_start(call, err);
	if (rc < 0)
		tmux_call_clear(call);
	return rc;
}

int tmux_end(struct tmux_call *call, const struct config *config,
	const char *name, struct err *err)
{
	int rc = tmux_call_wait(call, err);

	if (!rc && !tmux_succeeded(&call->child))
		rc = tmux_explain(config, &call->child, name, err);
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
	tmux_add_keeper(&call.argv, keeper, state, name);
	tmux_add_options(&call.argv, name);
	if (tmux_call_start(&call, err) < 0) {
		tmux_call_clear(&call);
		return -1;
	}
	return tmux_end(&call, config, name, err);
}

/* tmux has no exit code for it, only a message, which it does not translate. */
static bool tmux_means_no_server(const char *said)
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
		!tmux_means_no_server(str_text(&call.child.errors)))
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
