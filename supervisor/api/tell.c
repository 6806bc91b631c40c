/*
 * tell - let those who wait know that a task has changed: see tell.h
 */
#include "supervisor/api/tell.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "checkpoints/checkpoint.h"
#include "model/paths.h"
#include "model/run.h"
#include "supervisor/tasks/dependencies.h"
#include "supervisor/admission/admission.h"
#include "supervisor/notify/notify.h"
#include "supervisor/api/review_view.h"
#include "supervisor/tasks/state_table.h"

struct news {
	struct daemon *daemon;
	struct client *client; /* the one to answer, or NULL: subscribers */
	int64_t task;
};

static void add_runs(struct daemon *daemon, int64_t task, cJSON *show)
{
	cJSON *array = cJSON_AddArrayToObject(show, "runs");
	struct run_list runs = { 0 };
	struct usage sum = { 0 };
	struct err err = ERR_INIT;

	if (store_list_runs(daemon->store, task, &runs, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < runs.count; i++) {
		cJSON_AddItemToArray(array, run_write(&runs.items[i]));
		usage_add(&sum, &runs.items[i].usage);
	}
	run_list_clear(&runs);
	cJSON_AddItemToObject(show, "usage", usage_write(&sum));
}

static void add_publishes(struct daemon *daemon, int64_t task, cJSON *show)
{
	cJSON *array = cJSON_AddArrayToObject(show, "publishes");
	struct publish_list tries = { 0 };
	struct err err = ERR_INIT;

	if (store_list_publishes(daemon->store, task, &tries, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tries.count; i++)
		cJSON_AddItemToArray(array, publish_write(&tries.items[i]));
	publish_list_clear(&tries);
}

/* The durable copy is ours; it was checked when it was taken. */
static void add_checkpoint(
	struct daemon *daemon, const struct task *task, cJSON *show)
{
	struct path path = path_checkpoint(daemon->state, task->name);
	cJSON *json = json_read(path.text, CHECKPOINT_MAX_BYTES * 2, NULL);

	cJSON_AddItemToObject(
		show, "checkpoint", json ? json : cJSON_CreateNull());
}

static void add_awaited(
	struct daemon *daemon, const struct task *task, cJSON *show)
{
	char *reason = after_reason(daemon, task);

	cJSON_DeleteItemFromObject(show, "reason");
	cJSON_DeleteItemFromObject(show, "reason_code");
	reason_write(show, REASON_DEPENDENCY, reason);
	free(reason);
}

cJSON *tell_show(struct daemon *daemon, const struct task *task, bool whole)
{
	cJSON *show = task_write(task);
	char reason[ADMISSION_REASON_SIZE];

	if (task->state == STATE_BLOCKED)
		add_awaited(daemon, task, show);
	if (whole) {
		add_runs(daemon, task->id, show);
		review_add(daemon, task, show);
		add_publishes(daemon, task->id, show);
		add_checkpoint(daemon, task, show);
		json_add_bool(show, "day_spent",
			admission_is_day_spent(daemon, reason));
	}
	return show;
}

static cJSON *ok_task(struct daemon *daemon, const struct task *task)
{
	cJSON *line = cJSON_CreateObject();

	json_add_bool(line, "ok", true);
	cJSON_AddItemToObject(line, "task", tell_show(daemon, task, true));
	return line;
}

void tell_if_done(struct daemon *daemon, struct client *client,
	const struct subscription *what)
{
	cJSON *line = cJSON_CreateObject();
	cJSON *tasks = cJSON_CreateArray();
	bool done = true;

	for (size_t i = 0; done && i < what->task_count; i++) {
		struct task task = TASK_INIT;

		done = store_get_task(daemon->store, what->tasks[i], &task,
			       NULL) == 0 &&
		       state_is_at_rest(task.state);
		if (done)
			cJSON_AddItemToArray(
				tasks, tell_show(daemon, &task, false));
		task_clear(&task);
	}
	if (!done) {
		cJSON_Delete(line);
		cJSON_Delete(tasks);
		return;
	}
	json_add_bool(line, "done", true);
	cJSON_AddItemToObject(line, "tasks", tasks);
	client_subscribe(client, &(struct subscription){ 0 });
	client_answer(client, line);
}

struct change {
	struct daemon *daemon;
	const struct task *task;
};

static void tell_subscriber(
	void *arg, struct client *client, const struct subscription *what)
{
	const struct change *change = arg;
	bool concerned = false;
	cJSON *line;

	for (size_t i = 0; i < what->task_count; i++)
		concerned |= what->tasks[i] == change->task->id;
	if (!concerned)
		return;
	if (what->until_ended) {
		if (!state_is_at_rest(change->task->state))
			return;
		client_subscribe(client, &(struct subscription){ 0 });
		client_answer(client, ok_task(change->daemon, change->task));
		return;
	}
	line = cJSON_CreateObject();
	cJSON_AddItemToObject(
		line, "task", tell_show(change->daemon, change->task, false));
	client_tell(client, line);
	if (!client_is_gone(client))
		tell_if_done(change->daemon, client, what);
}

void tell_ready(struct daemon *daemon, const struct task *task)
{
	struct err err = ERR_INIT;

	if (task->state == STATE_BLOCKED && after_is_done(daemon, task) &&
		step(daemon, task->id, STEP_READY, NULL, &err) < 0)
		log_err(&err);
}

static void release_blocked(struct daemon *daemon)
{
	struct task_list blocked = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(daemon->store, STORE_BLOCKED, 0, &blocked, &err) <
		0)
		log_err(&err);
	for (size_t i = 0; i < blocked.count; i++)
		tell_ready(daemon, &blocked.items[i]);
	task_list_clear(&blocked);
}

static void spread(void *arg, int rc, const struct err *why)
{
	struct news *news = arg;
	struct task task = TASK_INIT;
	struct change change = { news->daemon, &task };

	if (rc == 0 && news->daemon->server &&
		store_get_task(news->daemon->store, news->task, &task, NULL) ==
			0)
		server_each_subscriber(
			news->daemon->server, tell_subscriber, &change);
	if (rc < 0)
		log_err(why);
	task_clear(&task);
	free(news);
}

void tell_changed(
	struct daemon *daemon, const struct task *task, enum state before)
{
	struct news *news;

	if (task->state == before)
		return;
	if (task->state == STATE_COMPLETED)
		release_blocked(daemon);
	review_changed(daemon, task);
	notify_changed(daemon, task);
	news = mem_alloc(sizeof(*news));
	*news = (struct news){ .daemon = daemon, .task = task->id };
	store_when_durable(daemon->store, spread, news);
}

static void answer(void *arg, int rc, const struct err *why)
{
	struct news *news = arg;
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (rc == 0)
		rc = store_get_task(
			news->daemon->store, news->task, &task, &err);
	else
		err = *why;
	if (!client_is_gone(news->client)) {
		if (rc == 0)
			client_answer(
				news->client, ok_task(news->daemon, &task));
		else
			client_refuse(news->client, &err);
	}
	client_release(news->client);
	task_clear(&task);
	free(news);
}

void tell_task(struct daemon *daemon, struct client *client, int64_t task)
{
	struct news *news = mem_alloc(sizeof(*news));

	*news = (struct news){
		.daemon = daemon, .client = client_hold(client), .task = task
	};
	store_when_durable(daemon->store, answer, news);
}
