/*
 * turn - words for the next turn of an agent that is kept alive
 */
#ifndef SUPERVISOR_TURN_H
#define SUPERVISOR_TURN_H

#include "supervisor/daemon.h"

/*
 * Whether what is sent to this task now waits for its next turn: no run goes,
 * or it is one that reads nothing from its terminal.
 */
bool turn_takes_words(const struct daemon *daemon, const struct task *task);

/* Keeps them with what people said about the task. One that waits goes on. */
int turn_say(struct daemon *daemon, const struct task *task, const char *by,
	const char *text, struct err *err);

#endif
