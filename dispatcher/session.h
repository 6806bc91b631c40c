/*
 * session - a tmux session with a living keeper, for one dispatch
 */
#ifndef DISPATCHER_SESSION_H
#define DISPATCHER_SESSION_H

#include <stdbool.h>

#include "dispatcher/dispatch.h"

/* Whether the agent's keeper lives. */
bool session_lives(const struct dispatch *with);

/* Starts session and keeper, unless it lives. */
int session_prepare(const struct dispatch *with, struct err *err);

/*
 * Hands the run's launch to the keeper; from then on the record tells the
 * rest. `lived`: the keeper did as the dispatch began, so it listens.
 */
int session_run(const struct dispatch *with, bool lived, struct err *err);

#endif
