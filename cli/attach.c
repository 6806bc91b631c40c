/*
 * attach - attach the terminal to an agent's session: see attach.h
 *
 * Outside of tmux: `attach-session`. Inside the same tmux server:
 * `switch-client`. Inside another server: a nested client, with TMUX unset and
 * two prefix keys. The server is always named, because inside tmux no name
 * means the present server.
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
#include "base/terminal.h"
#include "model/state.h"

static const char *tmux_socket_name(const struct config *config)
{
	const char *name = config->tmux_socket;

	return name && *name ? name : "default";
}

static void tmux_argv(struct argv *argv, const struct config *config)
{
	argv_add(argv, config->tmux_program);
	argv_add(argv, "-L");
	argv_add(argv, tmux_socket_name(config));
}

/* TMUX is "SOCKET,PID,SESSION". */
static bool tmux_is_around_us(const struct config *config)
{
	const char *tmux = getenv("TMUX"), *comma, *name;

	if (!tmux || !(comma = strchr(tmux, ',')))
		return false;
	for (name = comma; name > tmux && name[-1] != '/'; name--)
		;
	return (size_t)(comma - name) == strlen(tmux_socket_name(config)) &&
	       !strncmp(name, tmux_socket_name(config), (size_t)(comma - name));
}

static bool tmux_has_session(const struct config *config, const char *name)
{
	struct child child = CHILD_INIT;
	struct argv argv = ARGV_INIT;
	bool has;

	tmux_argv(&argv, config);
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

static int attach_fail_no_session(const cJSON *task, struct err *err)
{
	const char *name = json_text(task, "name");
	int state = state_from_name(json_text(task, "state"));

	err_set(err, EXIT_NO,
		"cannot attach: '%s': the task is %s and has no session", name,
		json_text(task, "state"));
	if (state >= 0 && state_is_at_rest((enum state)state))
		return err_hint(
			err, "reeve logs %s, or reeve resume %s", name, name);
	return err_hint(err, "reeve show %s", name);
}

static int tmux_exec(
	const struct config *config, const char *name, struct err *err)
{
	struct argv argv = ARGV_INIT;
	bool inside = tmux_is_around_us(config);

	tmux_argv(&argv, config);
	argv_add(&argv, inside ? "switch-client" : "attach-session");
	argv_add(&argv, "-t");
	argv_addf(&argv, "=%s", name);
	if (!inside && getenv("TMUX"))
		log_info("nested tmux: press the prefix key twice");
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
			"cannot attach: standard input or output is no terminal");
		return err_hint(err, "reeve logs -f %s", id);
	}
	if (settings_load(&config, globals, err) < 0 ||
		ask_show(globals, id, &answer, err) < 0)
		goto out;
	task = ask_task(answer);
	name = json_text(task, "session");
	if (!name || !tmux_has_session(&config, name))
		rc = attach_fail_no_session(task, err);
	else
		rc = tmux_exec(&config, name, err);
out:
	cJSON_Delete(answer);
	config_clear(&config);
	return rc;
}
