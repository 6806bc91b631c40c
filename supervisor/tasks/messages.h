/*
 * messages - words that an agent is told as its next run begins
 *
 * They are kept with what people said about the task. One whose run is complete
 * gets one more turn for them, whether it is kept alive or not.
 */
#ifndef SUPERVISOR_TASKS_MESSAGES_H
#define SUPERVISOR_TASKS_MESSAGES_H

#include "supervisor/daemon.h"

/*
 * Whether what is sent to this task now waits for its next run: none goes, but
 * one will, or it is one that reads nothing from its terminal.
 */
bool turn_takes_words(const struct daemon *daemon, const struct task *task);
/* When that is, for people: a literal. */
const char *turn_when(const struct task *task);

/* Keeps them. A task that waits between two turns goes on. */
int turn_say(struct daemon *daemon, const struct task *task, const char *by,
	const char *text, struct err *err);
/* Keeps them, and no more. `by` may be NULL. */
int turn_keep(struct daemon *daemon, const struct task *task, const char *by,
	const char *text, struct err *err);

#endif
