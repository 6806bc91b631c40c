/*
 * tmux_call - run tmux: see tmux_call.h
 */
#include "dispatcher/tmux/tmux_call.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/env.h"

#define TMUX_TIMEOUT_MS ((int64_t)20 * 1000)

/* A server passes its environment on to every pane that a person opens in it. */
static const char *const tmux_env_dropped[] = { "TMUX", "TMUX_PANE",
	"TERM_PROGRAM*", "CLAUDECODE", "CLAUDE_*", "REEVE_*", NULL };

static void tmux_add_environment(struct argv *env)
{
	for (char **pair = environ; *pair; pair++)
		if (!env_matches(*pair, tmux_env_dropped))
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

/* tmux cuts a `;` off the end of an argument: a backslash keeps it. */
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

/* The start directory is `/`, never an argument: as one, `#(…)` in it is run. */
int tmux_call_start(struct tmux_call *call, struct err *err)
{
	struct child *child = &call->child;

	tmux_add_environment(&call->env);
	child->argv = call->argv.items;
	child->env = call->env.items;
	child->directory = "/";
	child->timeout_ms = TMUX_TIMEOUT_MS;
	return child_start(child, err);
}

int tmux_call_wait(struct tmux_call *call, struct err *err)
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
	return tmux_call_start(call, err) < 0 ? -1 : tmux_call_wait(call, err);
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
