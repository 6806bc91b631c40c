/*
 * tmux - the only place that runs tmux
 *
 * By fork and exec, one call a dispatch. Targets are exact (`=NAME:`), nothing
 * from outside is ever expanded as a format or loses its `;`, and no option of
 * a person's server is touched: what reeve relies on is set on the session.
 */
#ifndef DISPATCHER_TMUX_H
#define DISPATCHER_TMUX_H

#include <stdbool.h>

#include "base/argv.h"
#include "base/err.h"
#include "model/config.h"

/*
 * 0 when there is a tmux that will do: new enough, and not told by a person's
 * tmux.conf to end its server as soon as nobody is attached. May start a
 * server for an instant.
 */
int tmux_check(const struct config *config, struct err *err);

/*
 * A new detached session NAME whose only pane runs `keeper STATE NAME`. A
 * session of that name that exists is an error that names it (errno EEXIST).
 * A server started by this gets our environment without what belongs to a
 * terminal, to an agent or to reeve.
 */
int tmux_start(const struct config *config, const char *keeper,
	const char *state, const char *name, struct err *err);

enum tmux_answer {
	TMUX_UNKNOWN = 0, /* tmux itself failed */
	TMUX_NO_SERVER,
	TMUX_NO_SESSION,
	TMUX_SESSION,
};

/* Whether the session is there: no server and no session are told apart. */
enum tmux_answer tmux_has(const struct config *config, const char *name);

/* The argv that shows a session to a person: attach, or switch-client inside. */
void tmux_attach_argv(struct argv *argv, const char *program,
	const char *socket, const char *name, bool inside);

#endif
