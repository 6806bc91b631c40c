/*
 * requests - what reeved can be asked, as one table: see requests.h
 */
#include "supervisor/api/requests.h"

#include <string.h>

#include "base/json.h"

static const struct request_row requests[] = {
	/* word		ask			read, is_long */
	{ "run", request_run, NULL, NULL },
	{ "submit", request_submit, NULL, NULL },
	{ "stop", request_stop, NULL, NULL },
	{ "hold", request_hold, NULL, NULL },
	{ "resume", request_resume, NULL, NULL },
	{ "restart", request_restart, NULL, NULL },
	{ "reassign", request_reassign, NULL, NULL },
	{ "handoff", request_handoff, NULL, NULL },
	{ "send", request_send, NULL, NULL },
	{ "review", request_review, NULL, NULL },
	{ "down", request_down, NULL, NULL },
	{ "list", NULL, request_list, request_list_is_long },
	{ "show", NULL, request_show, NULL },
	{ "wait", NULL, request_wait, NULL },
	{ "reviews", NULL, request_reviews, request_is_long },
	{ "events", NULL, request_events, request_events_is_long },
	{ "status", NULL, request_status, NULL },
	{ "metrics", NULL, request_metrics, request_is_long },
	{ "why", NULL, request_why, request_is_long },
};

bool request_is_long(struct turn *turn, const cJSON *request)
{
	(void)turn;
	(void)request;
	return true;
}

const struct request_row *request_find(const cJSON *request, struct err *err)
{
	const char *word = json_text(request, "request");

	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++)
		if (word && !strcmp(requests[i].word, word))
			return &requests[i];
	err_set(err, EXIT_WRONG_USE, "request: no such word: '%s'",
		word ? word : "");
	return NULL;
}

void request_take(struct turn *turn, struct reply *reply, const cJSON *request)
{
	struct err err = ERR_INIT;
	const struct request_row *row = request_find(request, &err);

	if (row && !row->ask)
		turn_emit(
			turn, &(struct effect){ .kind = EFFECT_READ,
				      .reply = reply_hold(reply),
				      .data = cJSON_Duplicate(request, true) });
	else if (!row || row->ask(turn, reply, request, &err) < 0)
		reply_refuse(reply, &err);
}

int request_find_task(struct turn *turn, const cJSON *request,
	struct task *task, struct err *err)
{
	const char *id = json_text(request, "id");

	if (!id)
		return err_set(err, EXIT_WRONG_USE,
			"request: id: expected a task's number or name");
	return store_find_task(turn->store, id, task, err);
}
