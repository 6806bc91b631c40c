/*
 * tmux_call - how tmux is called: for the files of tmux.h alone
 */
#ifndef DISPATCHER_TMUX_TMUX_CALL_H
#define DISPATCHER_TMUX_TMUX_CALL_H

#include <stdbool.h>

#include "dispatcher/tmux/tmux.h"

/* The program, and the server. */
void tmux_command(struct argv *argv, const struct config *config);
/* One argument that is data. */
void tmux_add_data(struct argv *argv, const char *text);
/* One more command of the same call. */
void tmux_add_command(struct argv *argv, const char *const *words);

int tmux_call_run(struct tmux_call *call, struct err *err);
void tmux_call_clear(struct tmux_call *call);
bool tmux_succeeded(const struct child *child);

#endif
