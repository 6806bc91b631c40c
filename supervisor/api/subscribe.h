/*
 * subscribe - those who wait for tasks, or follow the journal
 *
 * Carries out EFFECT_TELL_TASK, EFFECT_WRITE_JOURNAL and the answers that a turn
 * has emitted: all of it is durable by then.
 */
#ifndef SUPERVISOR_API_SUBSCRIBE_H
#define SUPERVISOR_API_SUBSCRIBE_H

#include "supervisor/api/server.h"
#include "supervisor/core/turn.h"

/* A task has changed its state. `server` may be NULL: nobody can ask yet. */
void subscribers_tell_task(
	struct server *server, struct turn *turn, int64_t task);
/* A new line of the journal. */
void subscribers_tell_line(
	struct server *server, int64_t number, const cJSON *line);

/* Answers a stream that waits for tasks when all of them are at rest. */
void subscriber_finish(struct turn *turn, struct reply *reply,
	const struct subscription *what);

/* The answer to who has asked for something. */
void answer_task(struct turn *turn, struct reply *reply, int64_t task);
/* … when the task is at rest, now or later. */
void answer_at_rest(struct turn *turn, struct reply *reply, int64_t task);
/* … with the tasks of a request, in its order. */
void answer_tasks(struct turn *turn, struct reply *reply,
	const struct new_tasks *new_tasks);

#endif
