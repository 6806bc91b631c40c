/*
 * reply - the one who asked, as a handler of requests sees it: see reply.h
 */
#include "supervisor/core/reply.h"

#include <stdlib.h>

#include "base/json.h"

void subscription_clear(struct subscription *subscription)
{
	free(subscription->tasks);
	*subscription = (struct subscription){ 0 };
}

struct reply *reply_hold(struct reply *reply)
{
	reply->ops->hold(reply);
	return reply;
}

void reply_release(struct reply *reply)
{
	reply->ops->release(reply);
}

bool reply_is_gone(const struct reply *reply)
{
	return reply->ops->is_gone(reply);
}

void reply_answer(struct reply *reply, cJSON *line)
{
	if (reply_is_gone(reply))
		cJSON_Delete(line);
	else
		reply->ops->answer(reply, line);
}

void reply_stream(struct reply *reply, cJSON *line)
{
	if (reply_is_gone(reply))
		cJSON_Delete(line);
	else
		reply->ops->stream(reply, line);
}

void reply_subscribe(struct reply *reply, const struct subscription *what)
{
	struct subscription dropped = *what;

	if (reply_is_gone(reply))
		subscription_clear(&dropped);
	else
		reply->ops->subscribe(reply, what);
}

int reply_lend(struct reply *reply)
{
	return reply_is_gone(reply) ? -1 : reply->ops->lend(reply);
}

void reply_take_back(struct reply *reply, bool whole)
{
	reply->ops->take_back(reply, whole);
}

cJSON *reply_refusal(const struct err *err)
{
	cJSON *line = cJSON_CreateObject();

	json_add_bool(line, "ok", false);
	json_add_number(line, "code", err->code ? err->code : EXIT_TRY_LATER);
	json_add_text(line, "message", err->message);
	json_add_text(line, "try", err->hint[0] ? err->hint : NULL);
	return line;
}

void reply_refuse(struct reply *reply, const struct err *err)
{
	reply_answer(reply, reply_refusal(err));
}
