/*
 * attach - show an agent's session to a person: see attach.h
 *
 * Outside of tmux that is `attach-session`. Inside the same server it is
 * `switch-client`, since tmux does not nest well. Inside of another server it
 * is a nested client after all: TMUX is unset for it, and both prefixes are
 * there. The server is always named: within tmux, "no name" would mean the
 * one we happen to be in.
 */
#include "cli/attach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>

#include "base/argv.h"
#include "base/child.h"
#include "base/json.h"
#include "base/log.h"
#include "cli/ask.h"
#include "cli/settings.h"
#include "cli/terminal.h"
#include "model/state.h"

static const char *socket_name(const struct config *config)
{
	const char *name = config->tmux_socket;

	return name && *name ? name : "default";
}

static void begin_argv(struct argv *argv, const struct config *config)
{
	argv_add(argv, config->tmux_program);
	argv_add(argv, "-L");
	argv_add(argv, socket_name(config));
}

/* TMUX is "SOCKET,PID,SESSION". */
static bool is_inside(const struct config *config)
{
	const char *tmux = getenv("TMUX"), *comma, *name;

	if (!tmux || !(comma = strchr(tmux, ',')))
		return false;
	for (name = comma; name > tmux && name[-1] != '/'; name--)
		;
	return (size_t)(comma - name) == strlen(socket_name(config)) &&
	       !strncmp(name, socket_name(config), (size_t)(comma - name));
}

static bool has_session(const struct config *config, const char *name)
{
	struct child child = CHILD_INIT;
	struct argv argv = ARGV_INIT;
	bool has;

	begin_argv(&argv, config);
	argv_add(&argv, "has-session");
	argv_add(&argv, "-t");
	argv_addf(&argv, "=%s", name);
	child.argv = argv.items;
	has = child_run(&child, NULL) == 0 && WIFEXITED(child.status) &&
	      WEXITSTATUS(child.status) == 0;
	child_clear(&child);
	argv_clear(&argv);
	return has;
}

static int no_session(const cJSON *task, struct err *err)
{
	const char *name = json_text(task, "name");
	int state = state_from_name(json_text(task, "state"));

	err_set(err, EXIT_NO,
		"cannot attach: '%s': it has no session: it is %s", name,
		json_text(task, "state"));
	if (state >= 0 && state_is_at_rest((enum state)state))
		return err_hint(
			err, "reeve logs %s, or reeve resume %s", name, name);
	return err_hint(err, "reeve show %s", name);
}

static int become_tmux(
	const struct config *config, const char *name, struct err *err)
{
	struct argv argv = ARGV_INIT;
	bool inside = is_inside(config);

	begin_argv(&argv, config);
	argv_add(&argv, inside ? "switch-client" : "attach-session");
	argv_add(&argv, "-t");
	argv_addf(&argv, "=%s", name);
	if (!inside && getenv("TMUX"))
		log_info("this is tmux inside of tmux: press the prefix twice");
	if (!inside)
		unsetenv("TMUX");
	fflush(stdout);
	execvp(argv.items[0], argv.items);
	err_sys(err, "cannot run '%s'", config->tmux_program);
	argv_clear(&argv);
	return -1;
}

int attach_to(const struct globals *globals, const char *id, struct err *err)
{
	struct config config = { 0 };
	cJSON *answer = NULL;
	const cJSON *task;
	const char *name;
	int rc = -1;

	if (!terminal_is(stdin) || !terminal_is(stdout)) {
		err_set(err, EXIT_WRONG_USE,
			"cannot attach: this is no terminal");
		return err_hint(err, "reeve logs -f %s", id);
	}
	if (settings_load(&config, globals, err) < 0 ||
		ask_show(globals, id, &answer, err) < 0)
		goto out;
	task = ask_task(answer);
	name = json_text(task, "session");
	if (!name || !has_session(&config, name))
		rc = no_session(task, err);
	else
		rc = become_tmux(&config, name, err);
out:
	cJSON_Delete(answer);
	config_clear(&config);
	return rc;
}
