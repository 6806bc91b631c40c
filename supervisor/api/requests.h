/*
 * requests - what reeved can be asked, as one table
 *
 * model/request.h has the words and their members. Each word has up to two
 * functions. `ask` runs within the turn in which the request came: it posts
 * events and emits effects, and changes no row itself. `read` only reads: it
 * runs after the commit, so that nothing is told that is not durable; where it
 * may take long, in a process of its own with a read-only store (reader.h), so
 * that no request holds the loop up.
 */
#ifndef SUPERVISOR_API_REQUESTS_H
#define SUPERVISOR_API_REQUESTS_H

#include "supervisor/core/reply.h"
#include "supervisor/core/turn.h"

/*
 * Returns 0 when it has answered or something will, -1 when it refuses with the
 * reason in err.
 */
typedef int request_fn(struct turn *turn, struct reply *reply,
	const cJSON *request, struct err *err);

struct request_row {
	const char *word;
	request_fn *ask; /* NULL: it only reads */
	request_fn *read; /* NULL: it has nothing to read */
	/* Whether `read` may take long for this request; NULL: it never does. */
	bool (*is_long)(struct turn *turn, const cJSON *request);
};

/* NULL, with the reason in err: no such word. */
const struct request_row *request_find(const cJSON *request, struct err *err);

/* A request has come. */
void request_take(struct turn *turn, struct reply *reply, const cJSON *request);

/* request_run.c: new tasks */
request_fn request_run, request_submit;
/* request_ask.c: what a person wants of a task */
request_fn request_stop, request_hold, request_resume, request_restart,
	request_reassign, request_handoff, request_send, request_review,
	request_down;
/* request_look.c: tasks and the journal */
request_fn request_list, request_show, request_wait, request_reviews,
	request_events, request_status;
bool request_list_is_long(struct turn *turn, const cJSON *request);
bool request_events_is_long(struct turn *turn, const cJSON *request);
/* request_metrics.c */
request_fn request_metrics;
/* request_why.c */
request_fn request_why;
bool request_is_long(struct turn *turn, const cJSON *request); /* always */

/* The task that member `id` names. */
int request_find_task(struct turn *turn, const cJSON *request,
	struct task *task, struct err *err);

#endif
