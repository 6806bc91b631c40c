/*
 * request_look - requests that only look, and the one that ends it all: see
 * requests.h
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/lead/down.h"
#include "supervisor/notify/notify_failures.h"
#include "supervisor/api/requests.h"
#include "supervisor/api/tell.h"

#define EVENTS_AT_ONCE 1000
/* What is over for longer than this is listed with --all only. */
#define RECENT_MS (INT64_C(24) * 3600 * 1000)

static cJSON *ok_line(void)
{
	cJSON *line = cJSON_CreateObject();

	json_add_bool(line, "ok", true);
	return line;
}

static cJSON *show_all(struct daemon *daemon, const struct task_list *tasks)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; i < tasks->count; i++)
		cJSON_AddItemToArray(
			array, tell_show(daemon, &tasks->items[i], false));
	return array;
}

int request_list(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	bool all = json_bool(request, "all");
	struct task_list tasks = { 0 };
	cJSON *line;

	if (store_list_tasks(daemon->store, all ? STORE_ALL : STORE_RECENT,
		    clock_wall_ms() - RECENT_MS, &tasks, err) < 0)
		return -1;
	line = ok_line();
	cJSON_AddItemToObject(line, "tasks", show_all(daemon, &tasks));
	client_answer(client, line);
	task_list_clear(&tasks);
	return 0;
}

int request_show(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	struct task task = TASK_INIT;
	int rc = request_find_task(daemon, request, &task, err);
	cJSON *line;

	if (rc == 0) {
		line = ok_line();
		cJSON_AddItemToObject(
			line, "task", tell_show(daemon, &task, true));
		client_answer(client, line);
	}
	task_clear(&task);
	return rc;
}

int request_wait(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	const cJSON *ids = cJSON_GetObjectItemCaseSensitive(request, "ids");
	size_t count = (size_t)cJSON_GetArraySize(ids), n = 0;
	struct subscription what = { 0 };
	struct task_list tasks = { 0 };
	const cJSON *id;
	cJSON *line;
	int rc = 0;

	if (!count)
		return err_set(err, EXIT_WRONG_USE, "request: ids: none given");
	tasks.items = mem_alloc(count * sizeof(*tasks.items));
	cJSON_ArrayForEach(id, ids)
	{
		const char *word = cJSON_GetStringValue(id);

		if ((rc = store_find_task(daemon->store, word ? word : "",
			     &tasks.items[n], err)) < 0)
			goto out;
		tasks.count = ++n;
	}
	what.tasks = mem_alloc(n * sizeof(*what.tasks));
	for (size_t i = 0; i < n; i++)
		what.tasks[i] = tasks.items[i].id;
	what.task_count = n;
	line = ok_line();
	cJSON_AddItemToObject(line, "tasks", show_all(daemon, &tasks));
	client_subscribe(client, &what);
	client_tell(client, line);
	if (!client_is_gone(client))
		tell_if_done(daemon, client, &what);
out:
	task_list_clear(&tasks);
	return rc;
}

int request_events(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	int64_t after = json_number(request, "after", 0);
	int64_t limit = json_number(request, "limit", EVENTS_AT_ONCE);
	struct journal_list events = { 0 };
	int64_t last = after;
	cJSON *line, *array;

	if (limit < 1 || limit > EVENTS_AT_ONCE)
		limit = EVENTS_AT_ONCE;
	if (store_list_journal(daemon->store, after, (int)limit, &events, err) <
		0)
		return -1;
	line = ok_line();
	array = cJSON_AddArrayToObject(line, "events");
	for (size_t i = 0; i < events.count; i++) {
		cJSON_AddItemToArray(
			array, journal_line_write(&events.items[i]));
		last = events.items[i].number;
	}
	json_add_number(line, "last", last);
	/* Those who follow first read to the end: a full page is not the end. */
	if (json_bool(request, "follow") && (int64_t)events.count < limit) {
		client_subscribe(
			client, &(struct subscription){ .events = true });
		json_add_bool(line, "following", true);
		client_tell(client, line);
	} else {
		client_answer(client, line);
	}
	journal_list_clear(&events);
	return 0;
}

/* What holds starts back is told; a breaker is a problem as well. */
static void add_admission(struct daemon *daemon, cJSON *line)
{
	cJSON *admissions = admission_write_shut(daemon);
	cJSON *problems = cJSON_GetObjectItemCaseSensitive(line, "problems");
	const cJSON *admission;

	cJSON_ArrayForEach(admission, admissions)
	{
		const char *reason = json_text(admission, "reason");

		if (reason)
			cJSON_AddItemToArray(
				problems, cJSON_CreateString(reason));
	}
	cJSON_AddItemToObject(line, "gates", admissions);
}

static void add_failures(struct daemon *daemon, cJSON *line)
{
	cJSON *problems = cJSON_GetObjectItemCaseSensitive(line, "problems");
	struct err err = ERR_INIT;
	cJSON *problem;

	if (!notify_failures(daemon->store, clock_wall_ms(), &err))
		return;
	problem = cJSON_CreateObject();
	json_add_text(problem, "what", err.message);
	json_add_text(problem, "try", err.hint);
	cJSON_AddItemToArray(problems, problem);
}

int request_status(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	int64_t counts[STATES] = { 0 };
	struct task_list tasks = { 0 };
	cJSON *line, *states;

	(void)request;
	if (store_list_tasks(daemon->store, STORE_ALL, 0, &tasks, err) < 0)
		return -1;
	for (size_t i = 0; i < tasks.count; i++)
		counts[tasks.items[i].state]++;
	task_list_clear(&tasks);
	line = ok_line();
	json_add_number(line, "pid", getpid());
	json_add_text(line, "version", REEVE_VERSION);
	json_add_text(line, "state", daemon->state);
	json_add_number(line, "epoch", daemon->epoch);
	json_add_time(line, "started", daemon->started_ms);
	json_add_number(line, "max_agents", daemon->config.max_agents);
	states = cJSON_AddObjectToObject(line, "tasks");
	for (int i = 0; i < STATES; i++)
		if (counts[i])
			json_add_number(
				states, state_name((enum state)i), counts[i]);
	json_add_list(line, "problems", &daemon->problems);
	add_admission(daemon, line);
	add_failures(daemon, line);
	client_answer(client, line);
	return 0;
}

int request_down(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	(void)err;
	leave_begin(daemon, client, json_bool(request, "all"),
		json_text(request, "by"));
	return 0;
}
