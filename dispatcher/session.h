/*
 * session - an agent's tmux session, with a keeper that is alive in it
 */
#ifndef DISPATCHER_SESSION_H
#define DISPATCHER_SESSION_H

#include <stdbool.h>

#include "dispatcher/dispatch.h"
#include "dispatcher/tmux/tmux.h"

/* Whether the agent's keeper is alive. */
bool session_lives(const struct dispatch *with);

/*
 * Starts session and keeper, in two halves: tmux needs some milliseconds, in
 * which the worktree is made. A keeper that is alive is used again, so that its
 * pane keeps the scrollback. session_end follows each session_begin that
 * returned 0.
 */
struct session {
	const struct dispatch *with;
	char *keeper; /* its program */
	bool begun;
	struct tmux_call call;
};
int session_begin(
	struct session *session, const struct dispatch *with, struct err *err);
int session_end(struct session *session, struct err *err);

/*
 * Gives the run's launch to the keeper; from then on the run's record tells
 * what happened. `lived`: the keeper was alive when the dispatch began, so it
 * listens already.
 */
int session_run(const struct dispatch *with, bool lived, struct err *err);

#endif
