/*
 * session - a tmux session with a living keeper, for one dispatch
 */
#ifndef DISPATCHER_TMUX_SESSION_H
#define DISPATCHER_TMUX_SESSION_H

#include <stdbool.h>

#include "dispatcher/dispatch.h"
#include "dispatcher/tmux/tmux.h"

/* Whether the agent's keeper lives. */
bool session_lives(const struct dispatch *with);

/*
 * Starts session and keeper, in two halves, for what there is to do meanwhile.
 * A keeper that lives is used again, its pane's scrollback and all. What has
 * begun must be ended.
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
 * Hands the run's launch to the keeper; from then on the record tells the
 * rest. `lived`: the keeper did as the dispatch began, so it listens.
 */
int session_run(const struct dispatch *with, bool lived, struct err *err);

#endif
