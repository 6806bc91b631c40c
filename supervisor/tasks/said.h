/*
 * said - what a person said of a task is a row, and a line of the journal
 */
#ifndef SUPERVISOR_TASKS_SAID_H
#define SUPERVISOR_TASKS_SAID_H

#include "model/review.h"
#include "supervisor/core/turn.h"

/* `text` may be NULL. The continuation of the next run has all that was said
 * after the run before. */
int said_add(struct turn *turn, const struct task *task, enum review_what what,
	const char *by, const char *text, struct err *err);

#endif
