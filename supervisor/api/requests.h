/*
 * requests - what reeved can be asked, as one table
 *
 * model/request.h has the words and their members. An HTTP server will answer
 * from the same table.
 */
#ifndef SUPERVISOR_API_REQUESTS_H
#define SUPERVISOR_API_REQUESTS_H

#include "supervisor/daemon.h"

/* request_fn of the server: answers now, or keeps the client and does later. */
void requests_answer(void *daemon, struct client *client, const cJSON *request);

/*
 * One word's function: 0 when it has answered or will, -1 when it refuses with
 * the reason in err.
 */
typedef int request_handler(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err);

/* request_submit.c */
request_handler request_run, request_submit;
/* request_ask.c: what changes a task */
request_handler request_stop, request_hold, request_resume, request_restart,
	request_handoff;
/* request_send.c */
request_handler request_send;
/* request_reassign.c */
request_handler request_reassign;
/* request_review.c: what waits for a person, and what they say */
request_handler request_review, request_reviews;
/* request_look.c: what only looks */
request_handler request_list, request_show, request_wait, request_events,
	request_status, request_down;
/* request_metrics.c, request_why.c: what became of it all */
request_handler request_metrics, request_why;

/* The task that member `id` names. */
int request_find_task(struct daemon *daemon, const cJSON *request,
	struct task *task, struct err *err);

#endif
