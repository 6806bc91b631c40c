/*
 * tmux - the only place that runs tmux
 *
 * By fork and exec, one call a dispatch. Targets are exact (`=NAME:`), nothing
 * from outside is ever expanded as a format or loses its `;`, and no option of
 * a person's server is touched: what reeve relies on is set on the session.
 */
#ifndef DISPATCHER_TMUX_TMUX_H
#define DISPATCHER_TMUX_TMUX_H

#include "base/argv.h"
#include "base/child.h"
#include "base/err.h"
#include "model/config/config.h"

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

/*
 * The same in two halves, for what there is to do meanwhile: tmux takes some
 * milliseconds. What has begun must be ended; `call` stays where it is.
 */
struct tmux_call {
	struct child child;
	struct argv argv, env;
};
int tmux_begin(struct tmux_call *call, const struct config *config,
	const char *keeper, const char *state, const char *name,
	struct err *err);
int tmux_end(struct tmux_call *call, const struct config *config,
	const char *name, struct err *err);

/*
 * The same in a new window of a session that is there: a keeper died, but a
 * person's own windows have kept its session.
 */
int tmux_join(const struct config *config, const char *keeper,
	const char *state, const char *name, struct err *err);

/*
 * The names of all sessions; none when no server runs. -1 when tmux cannot be
 * asked: it is missing, or does not answer.
 */
int tmux_sessions(
	const struct config *config, struct argv *names, struct err *err);

/*
 * The id ("%12") of the keeper's own pane: a session may have windows of a
 * person's beside it.
 */
#define TMUX_PANE_SIZE 16
int tmux_pane(const struct config *config, const char *name, pid_t keeper,
	char pane[TMUX_PANE_SIZE], struct err *err);

/*
 * What is visible in a pane, copy mode or not, one line a row, and its title.
 * The caller frees both.
 */
int tmux_capture(const struct config *config, const char *pane, char **screen,
	char **title, struct err *err);

/* Presses keys in a pane, by tmux' names for them; leaves copy mode first. */
int tmux_type(const struct config *config, const char *pane,
	const struct argv *keys, struct err *err);

#endif
