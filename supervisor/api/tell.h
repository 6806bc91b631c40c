/*
 * tell - let those who wait know that a task has changed
 *
 * Clients that wait for it, those that asked for its stop, and the tasks that
 * come after it. Everything is told once it is durable.
 */
#ifndef SUPERVISOR_API_TELL_H
#define SUPERVISOR_API_TELL_H

#include "model/task.h"
#include "supervisor/daemon.h"

void tell_changed(
	struct daemon *daemon, const struct task *task, enum state before);

/* Steps a blocked task whose forerunners are all completed. */
void tell_ready(struct daemon *daemon, const struct task *task);

/*
 * Answers `client` with {"ok":true,"task":…} once all is durable; the task is
 * read then.
 */
void tell_task(struct daemon *daemon, struct client *client, int64_t task);

/* The members of `show`; with `whole` runs and checkpoint too. */
cJSON *tell_show(struct daemon *daemon, const struct task *task, bool whole);

/* Whether all of a subscription's tasks are at rest; then it is answered. */
void tell_if_done(struct daemon *daemon, struct client *client,
	const struct subscription *what);

#endif
