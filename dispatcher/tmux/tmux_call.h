/*
 * tmux_call - run tmux: for the files of dispatcher/tmux/ alone
 *
 * The environment of a call has nothing of a terminal, of an agent or of reeve.
 */
#ifndef DISPATCHER_TMUX_TMUX_CALL_H
#define DISPATCHER_TMUX_TMUX_CALL_H

#include <stdbool.h>

#include "dispatcher/tmux/tmux.h"

/* Adds the program and the server (-L). */
void tmux_command(struct argv *argv, const struct config *config);
/* Adds one argument that is data. */
void tmux_add_data(struct argv *argv, const char *text);
/* Adds one more command to the same call. */
void tmux_add_command(struct argv *argv, const char *const *words);

/*
 * Runs the call to its end, or in two halves. Errors: no such program, or no
 * answer within 20 s; an exit code is no error.
 */
int tmux_call_run(struct tmux_call *call, struct err *err);
int tmux_call_start(struct tmux_call *call, struct err *err);
int tmux_call_wait(struct tmux_call *call, struct err *err);
/* Keeps errno. */
void tmux_call_clear(struct tmux_call *call);
bool tmux_succeeded(const struct child *child);

#endif
