/*
 * requests - what reeved can be asked, as one table: see requests.h
 */
#include "supervisor/api/requests.h"

#include <string.h>

#include "base/json.h"

static const struct {
	const char *word;
	request_handler *handler;
} requests[] = {
	{ "run", request_run },
	{ "submit", request_submit },
	{ "list", request_list },
	{ "show", request_show },
	{ "wait", request_wait },
	{ "stop", request_stop },
	{ "hold", request_hold },
	{ "resume", request_resume },
	{ "restart", request_restart },
	{ "reassign", request_reassign },
	{ "handoff", request_handoff },
	{ "send", request_send },
	{ "review", request_review },
	{ "reviews", request_reviews },
	{ "events", request_events },
	{ "status", request_status },
	{ "metrics", request_metrics },
	{ "why", request_why },
	{ "down", request_down },
};

void requests_answer(void *arg, struct client *client, const cJSON *request)
{
	const char *word = json_text(request, "request");
	struct err err = ERR_INIT;
	int rc = -1;
	size_t i;

	for (i = 0; i < sizeof(requests) / sizeof(*requests); i++)
		if (word && !strcmp(requests[i].word, word))
			break;
	if (i < sizeof(requests) / sizeof(*requests))
		rc = requests[i].handler(arg, client, request, &err);
	else
		err_set(&err, EXIT_WRONG_USE, "request: no such word: '%s'",
			word ? word : "");
	if (rc < 0)
		client_refuse(client, &err);
}

int request_find_task(struct daemon *daemon, const cJSON *request,
	struct task *task, struct err *err)
{
	const char *id = json_text(request, "id");

	if (!id)
		return err_set(err, EXIT_WRONG_USE,
			"request: id: expected a task's number or name");
	return store_find_task(daemon->store, id, task, err);
}
