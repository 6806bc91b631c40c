/*
 * request_ask - requests that change a task: see requests.h
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/api/requests.h"
#include "supervisor/tasks/state_table.h"
#include "supervisor/api/tell.h"

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
