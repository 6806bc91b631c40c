/*
 * request_send - something is said to an agent: see requests.h
 *
 * An agent that reads its terminal has the text typed; every other one that goes
 * on is told at the start of its next run (supervisor/tasks/texts.h).
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/kv.h"
#include "base/mem.h"
#include "model/command.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/api/requests.h"
#include "supervisor/tasks/texts.h"

/* Who waits to hear what became of a text. */
struct sender {
	struct client *client;
	char *name; /* the task's */
};

static void refuse_sent(const struct sender *sender, const char *why)
{
	struct err err = ERR_INIT;

	err_set(&err, why ? EXIT_NO : EXIT_TRY_LATER, "cannot send to '%s': %s",
		sender->name, why ? why : "its keeper does not answer");
	err_hint(&err, "reeve show %s", sender->name);
	client_refuse(sender->client, &err);
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

static void answer_queued(
	struct daemon *daemon, struct client *client, const char *why)
{
	struct later *later = mem_alloc(sizeof(*later));
	cJSON *line = cJSON_CreateObject();

	json_add_bool(line, "ok", true);
	json_add_bool(line, "sent", false);
	json_add_bool(line, "queued", true);
	json_add_text(line, "why", why);
	*later = (struct later){ client_hold(client), line };
	store_when_durable(daemon->store, answer_later, later);
}

static void answer_sent(struct client *client)
{
	cJSON *line = cJSON_CreateObject();

	json_add_bool(line, "ok", true);
	json_add_bool(line, "sent", true);
	json_add_bool(line, "queued", false);
	client_answer(client, line);
}

static void sent(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	struct sender *sender = arg;
	const char *why = len ? kv_get(bytes, len, "error") : NULL;

	if (!len || why)
		refuse_sent(sender, why);
	else if (kv_get_number(bytes, len, "queued", 0))
		answer_queued(
			daemon, sender->client, kv_get(bytes, len, "why"));
	else
		answer_sent(sender->client);
	client_release(sender->client);
	free(sender->name);
	free(sender);
}

/* It is told with its next run, and an agent that waits for that goes on. */
static int say_later(struct daemon *daemon, struct client *client,
	const struct task *task, const cJSON *request, struct err *err)
{
	if (texts_tell_next_run(daemon, task, json_text(request, "by"),
		    json_text(request, "text"), err) < 0)
		return -1;
	answer_queued(daemon, client, texts_told_when(task));
	return 0;
}

static int refuse_length(const struct task *task, size_t len, struct err *err)
{
	err_set(err, EXIT_WRONG_USE,
		"cannot send to '%s': the text is %zu bytes long, and %d go",
		task->name, len, SEND_MAX_BYTES);
	return err_hint(
		err, "put it into a file of its worktree and send its name");
}

/* Nobody is there to hear it, nor will be by itself. */
static int refuse_at_rest(const struct task *task, struct err *err)
{
	static const char *const how[STATES] = {
		[STATE_COMPLETED] = "it is completed",
		[STATE_FAILED] = "it has failed",
		[STATE_ESCALATED] = "it is escalated and waits for a person",
		[STATE_HELD] = "it is on hold",
		[STATE_STOPPED] = "it is stopped",
	};

	err_set(err, EXIT_NO, "cannot send to '%s': %s", task->name,
		how[task->state]);
	if (task->state == STATE_ESCALATED)
		return err_hint(err, "reeve review answer %s TEXT", task->name);
	return err_hint(err, "reeve resume %s, and then send", task->name);
}

static int refuse_state(const struct task *task, struct err *err)
{
	if (state_is_at_rest(task->state))
		return refuse_at_rest(task, err);
	if (task->state == STATE_PUBLISHING ||
		(task->runs && act_is_unpublished(task))) {
		err_set(err, EXIT_NO,
			"cannot send to '%s': its work is done, and is being "
			"published",
			task->name);
		return err_hint(err, "reeve show %s", task->name);
	}
	err_set(err, EXIT_NO, "cannot send to '%s': its %s", task->name,
		task->mode == RUN_START ? "first run has not begun"
					: "next run is just starting");
	return err_hint(
		err, "once reeve show %s says that it runs", task->name);
}

static void hand_over(struct daemon *daemon, struct client *client,
	const struct task *task, const cJSON *request)
{
	struct sender *sender = mem_alloc(sizeof(*sender));

	*sender = (struct sender){ client_hold(client), mem_copy(task->name) };
	texts_send(daemon, task, json_text(request, "text"),
		json_text(request, "by"), false, sent, sender);
}

int request_send(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	const char *text = json_text(request, "text");
	struct task task = TASK_INIT;
	int rc = request_find_task(daemon, request, &task, err);

	if (rc < 0)
		goto out;
	if (!text || !*text)
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot send to '%s': no text", task.name);
	else if (texts_wait_for_next_run(daemon, &task))
		rc = say_later(daemon, client, &task, request, err);
	else if (strlen(text) > SEND_MAX_BYTES)
		rc = refuse_length(&task, strlen(text), err);
	else if (task.state != STATE_RUNNING && task.state != STATE_WAITING)
		rc = refuse_state(&task, err);
	else
		hand_over(daemon, client, &task, request);
out:
	task_clear(&task);
	return rc;
}
