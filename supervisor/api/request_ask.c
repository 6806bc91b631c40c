/*
 * request_ask - requests of what a person wants of a task: see requests.h
 *
 * Each becomes an event of the task. What is refused for the state of the task
 * is refused by the handler of the event.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/review.h"
#include "supervisor/api/request_env.h"
#include "supervisor/api/requests.h"

/* The event of a request about one task; `id` is found and checked. */
static int request_post(struct turn *turn, struct reply *reply,
	const cJSON *request, struct event *event, struct err *err)
{
	struct task task = TASK_INIT;
	int rc = request_find_task(turn, request, &task, err);

	if (rc == 0) {
		event->task = task.id;
		event->by = mem_copy(json_text(request, "by"));
		event->text = mem_copy(json_text(request, "text"));
		event->reply = reply_hold(reply);
		turn_post(turn, event);
	}
	task_clear(&task);
	return rc;
}

/* The same, with the caller's environment for the next run. */
static int request_post_env(struct turn *turn, struct reply *reply,
	const cJSON *request, struct event *event, struct err *err)
{
	struct task task = TASK_INIT;
	int rc;

	if ((rc = request_find_task(turn, request, &task, err)) == 0)
		rc = request_replace_env(turn, &task, request, err);
	task_clear(&task);
	return rc < 0 ? rc : request_post(turn, reply, request, event, err);
}

int request_stop(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	return request_post(turn, reply, request,
		&(struct event){
			.kind = EVENT_STOP, .answer_with = ANSWER_AT_REST },
		err);
}

int request_hold(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	return request_post(turn, reply, request,
		&(struct event){
			.kind = EVENT_HOLD, .answer_with = ANSWER_AT_REST },
		err);
}

int request_resume(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	return request_post_env(turn, reply, request,
		&(struct event){ .kind = EVENT_RESUME }, err);
}

int request_restart(struct turn *turn, struct reply *reply,
	const cJSON *request, struct err *err)
{
	return request_post_env(turn, reply, request,
		&(struct event){ .kind = EVENT_RESTART }, err);
}

int request_handoff(struct turn *turn, struct reply *reply,
	const cJSON *request, struct err *err)
{
	return request_post(turn, reply, request,
		&(struct event){
			.kind = EVENT_HANDOFF, .on = json_bool(request, "on") },
		err);
}

/*
 * The new profile is checked as `run` checks one, in a worker, which posts the
 * event: a task is never taken from an agent for one that cannot start.
 */
int request_reassign(struct turn *turn, struct reply *reply,
	const cJSON *request, struct err *err)
{
	const char *profile = json_text(request, "profile");
	struct task task = TASK_INIT;
	int rc;

	if (!profile)
		return err_set(err, EXIT_WRONG_USE,
			"request: profile: expected a profile's name");
	if ((rc = request_find_task(turn, request, &task, err)) < 0 ||
		(rc = request_replace_env(turn, &task, request, err)) < 0)
		goto out;
	if (config_profile(turn->config, profile))
		turn_emit(
			turn, &(struct effect){ .kind = EFFECT_CHECK_PROFILE,
				      .task = task.id,
				      .text = mem_copy(profile),
				      .by = mem_copy(json_text(request, "by")),
				      .reply = reply_hold(reply) });
	else
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot reassign '%s': no such profile: '%s'",
			task.name, profile);
out:
	task_clear(&task);
	return rc;
}

int request_send(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	const char *text = json_text(request, "text");
	struct task task = TASK_INIT;

	if (text && *text)
		return request_post(turn, reply, request,
			&(struct event){ .kind = EVENT_SEND,
				.answer_with = ANSWER_BY_HANDLER },
			err);
	if (request_find_task(turn, request, &task, err) == 0)
		err_set(err, EXIT_WRONG_USE, "cannot send to '%s': no text",
			task.name);
	task_clear(&task);
	return -1;
}

/* What is said of a task is refused here where it has the wrong form. */
static int review_check(struct turn *turn, const cJSON *request,
	enum review_what what, struct err *err)
{
	const char *text = json_text(request, "text");
	struct task task = TASK_INIT;
	int rc = request_find_task(turn, request, &task, err);

	if (rc == 0 && text && strlen(text) > REVIEW_MAX_BYTES)
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot review '%s': more than %zu bytes of text",
			task.name, REVIEW_MAX_BYTES);
	else if (rc == 0 && what == REVIEW_ANSWER && (!text || !*text))
		rc = err_set(err, EXIT_WRONG_USE, "cannot answer '%s': no text",
			task.name);
	task_clear(&task);
	return rc;
}

int request_review(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	int what = review_what_from_name(json_text(request, "what"));

	if (what >= 0 &&
		review_check(turn, request, (enum review_what)what, err) < 0)
		return -1;
	switch (what) {
	case REVIEW_ASSIGN:
		return request_post(turn, reply, request,
			&(struct event){ .kind = EVENT_ASSIGN }, err);
	case REVIEW_REJECT:
		return request_post(turn, reply, request,
			&(struct event){ .kind = EVENT_REJECT }, err);
	case REVIEW_APPROVE:
		return request_post_env(turn, reply, request,
			&(struct event){ .kind = EVENT_APPROVE }, err);
	case REVIEW_ANSWER:
		return request_post_env(turn, reply, request,
			&(struct event){ .kind = EVENT_ANSWER,
				.answer_with = ANSWER_BY_HANDLER },
			err);
	}
	return err_set(err, EXIT_WRONG_USE,
		"request: what: expected approve, reject, answer or assign");
}

int request_down(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	(void)err;
	turn_post(turn, &(struct event){ .kind = EVENT_DOWN,
				.on = json_bool(request, "all"),
				.by = mem_copy(json_text(request, "by")),
				.reply = reply_hold(reply) });
	return 0;
}
