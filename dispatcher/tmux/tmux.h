/*
 * tmux - sessions, windows and panes of agents; the only room that runs tmux
 *
 * By fork and exec, one call for each dispatch. Targets are exact (`=NAME:`);
 * no text from outside is expanded as a format or loses its `;`. No option of a
 * person's server is changed: what reeve relies on is set on the session.
 */
#ifndef DISPATCHER_TMUX_TMUX_H
#define DISPATCHER_TMUX_TMUX_H

#include "base/argv.h"
#include "base/child.h"
#include "base/err.h"
#include "model/config/config.h"

/*
 * 0 when tmux can be used: it is new enough, and exit-unattached is off in the
 * person's tmux.conf. May start a server for a moment.
 */
int tmux_check(const struct config *config, struct err *err);

/*
 * Makes a detached session NAME whose only pane runs `keeper STATE NAME`. Where
 * a session of that name exists, the error says so (errno EEXIST). A server
 * that this starts gets our environment without the variables of a terminal, an
 * agent or reeve.
 */
int tmux_start(const struct config *config, const char *keeper,
	const char *state, const char *name, struct err *err);

/*
 * The same in two halves, for tmux takes some milliseconds. tmux_end follows
 * each tmux_begin that returned 0; `call` does not move in between.
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
 * The same in a new window of a session that exists: its keeper has died, and a
 * person's own windows have kept it.
 */
int tmux_join(const struct config *config, const char *keeper,
	const char *state, const char *name, struct err *err);

/*
 * Adds the names of all sessions; none when no server runs. -1: tmux is missing
 * or does not answer.
 */
int tmux_sessions(
	const struct config *config, struct argv *names, struct err *err);

/* Adds the hint for a name that a session of tmux has already. */
int tmux_hint_attach(
	struct err *err, const struct config *config, const char *name);

/*
 * The id ("%12") of the pane whose program is the keeper; a person may have
 * opened others in the session.
 */
#define TMUX_PANE_SIZE 16
int tmux_pane(const struct config *config, const char *name, pid_t keeper,
	char pane[TMUX_PANE_SIZE], struct err *err);

/*
 * The visible text of a pane, one line for each row, and its title. Copy mode
 * does not change it. The caller frees both.
 */
int tmux_capture(const struct config *config, const char *pane, char **screen,
	char **title, struct err *err);

/* Types keys, by tmux's names, into a pane; leaves copy mode first. */
int tmux_type(const struct config *config, const char *pane,
	const struct argv *keys, struct err *err);

#endif
