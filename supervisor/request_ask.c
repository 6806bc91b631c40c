/*
 * request_ask - requests that change a task: see requests.h
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/kv.h"
#include "base/mem.h"
#include "model/command.h"
#include "supervisor/caller_env.h"
#include "supervisor/keepers.h"
#include "supervisor/requests.h"
#include "supervisor/sending.h"
#include "supervisor/steps.h"
#include "supervisor/tell.h"
#include "supervisor/turn.h"

/* Steps the named task, and answers with it once that is durable. */
static int ask(struct daemon *daemon, struct client *client,
	const cJSON *request, enum step_event event, struct err *err)
{
	struct step details = { .by = json_text(request, "by") };
	struct task task = TASK_INIT;
	int rc;

	if ((rc = request_find_task(daemon, request, &task, err)) < 0 ||
		(rc = caller_env_replace(daemon, &task, request, err)) < 0 ||
		(rc = step(daemon, task.id, event, &details, err)) < 0)
		goto out;
	tell_task(daemon, client, task.id);
out:
	task_clear(&task);
	return rc;
}

/* The same, but the answer comes when the task is at rest. */
static int ask_to_end(struct daemon *daemon, struct client *client,
	const cJSON *request, enum step_event event, struct err *err)
{
	struct step details = { .by = json_text(request, "by") };
	struct subscription what = { .task_count = 1, .until_ended = true };
	struct task task = TASK_INIT;
	int64_t id;
	int rc;

	if ((rc = request_find_task(daemon, request, &task, err)) < 0 ||
		(rc = step(daemon, task.id, event, &details, err)) < 0)
		goto out;
	id = task.id;
	task_clear(&task);
	if ((rc = store_get_task(daemon->store, id, &task, err)) < 0)
		goto out;
	if (state_is_at_rest(task.state)) {
		tell_task(daemon, client, id);
		goto out;
	}
	what.tasks = mem_alloc(sizeof(*what.tasks));
	what.tasks[0] = id;
	client_subscribe(client, &what);
out:
	task_clear(&task);
	return rc;
}

int request_stop(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	return ask_to_end(daemon, client, request, STEP_STOP, err);
}

int request_hold(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	return ask_to_end(daemon, client, request, STEP_HOLD, err);
}

int request_resume(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	return ask(daemon, client, request, STEP_RESUME, err);
}

int request_restart(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	return ask(daemon, client, request, STEP_RESTART, err);
}

int request_handoff(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	struct step details = { .by = json_text(request, "by"),
		.on = json_bool(request, "on") };
	struct task task = TASK_INIT;
	int rc = request_find_task(daemon, request, &task, err);

	if (rc == 0)
		rc = step(daemon, task.id, STEP_HANDOFF, &details, err);
	if (rc == 0)
		tell_task(daemon, client, task.id);
	task_clear(&task);
	return rc;
}

static void sent(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	struct client *client = arg;
	const char *why = kv_get(bytes, len, "error");
	struct err err = ERR_INIT;
	cJSON *line;

	(void)daemon;
	if (!len || why) {
		err_set(&err, len ? EXIT_NO : EXIT_TRY_LATER, "cannot send: %s",
			why ? why : "its keeper does not answer");
		client_refuse(client, &err);
	} else {
		line = cJSON_CreateObject();
		json_add_bool(line, "ok", true);
		json_add_bool(line, "sent",
			kv_get_number(bytes, len, "sent", 0) != 0);
		json_add_bool(line, "queued",
			kv_get_number(bytes, len, "queued", 0) != 0);
		json_add_text(line, "why", kv_get(bytes, len, "why"));
		client_answer(client, line);
	}
	client_release(client);
}

/* An answer that waits until what it says is durable. */
struct later {
	struct client *client;
	cJSON *line;
};

static void answer_later(void *arg, int rc, const struct err *why)
{
	struct later *later = arg;

	bool gone = client_is_gone(later->client);

	if (!gone && rc == 0)
		client_answer(later->client, later->line);
	else
		cJSON_Delete(later->line);
	if (!gone && rc < 0)
		client_refuse(later->client, why);
	client_release(later->client);
	free(later);
}

/* It is told with its next turn, and an agent that waits for that goes on. */
static int say_later(struct daemon *daemon, struct client *client,
	const struct task *task, const cJSON *request, struct err *err)
{
	struct later *later;
	cJSON *line;

	if (turn_say(daemon, task, json_text(request, "by"),
		    json_text(request, "text"), err) < 0)
		return -1;
	line = cJSON_CreateObject();
	json_add_bool(line, "ok", true);
	json_add_bool(line, "sent", false);
	json_add_bool(line, "queued", true);
	json_add_text(line, "why", "its next turn begins with it");
	later = mem_alloc(sizeof(*later));
	*later = (struct later){ client_hold(client), line };
	store_when_durable(daemon->store, answer_later, later);
	return 0;
}

static void refuse_length(const struct task *task, size_t len, struct err *err)
{
	err_set(err, EXIT_WRONG_USE,
		"cannot send to '%s': the text is %zu bytes long, and %d go",
		task->name, len, SEND_MAX_BYTES);
	err_hint(err, "put it into a file of its worktree and send its name");
}

int request_send(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	const char *text = json_text(request, "text");
	struct task task = TASK_INIT;
	int rc = request_find_task(daemon, request, &task, err);

	if (rc < 0)
		goto out;
	rc = -1;
	if (!text || !*text)
		err_set(err, EXIT_WRONG_USE, "cannot send: no text");
	else if (turn_takes_words(daemon, &task)) {
		rc = say_later(daemon, client, &task, request, err);
		goto out;
	} else if (strlen(text) > SEND_MAX_BYTES)
		refuse_length(&task, strlen(text), err);
	else if (task.state != STATE_RUNNING && task.state != STATE_WAITING)
		err_set(err, EXIT_NO, "cannot send to '%s': it is %s",
			task.name, state_name(task.state));
	else
		rc = 0;
	if (rc == 0)
		sending_start(daemon, &task, text, json_text(request, "by"),
			false, sent, client_hold(client));
out:
	task_clear(&task);
	return rc;
}
