/*
 * subscribe - those who wait for tasks, or follow the journal: see subscribe.h
 */
#include "supervisor/api/subscribe.h"

#include "base/json.h"
#include "base/mem.h"
#include "supervisor/api/view.h"

/* What has changed, for each subscriber. */
struct change {
	struct turn *turn;
	const struct task *task;
};

static bool subscriber_waits_for(const struct subscription *what, int64_t task)
{
	for (size_t i = 0; i < what->task_count; i++)
		if (what->tasks[i] == task)
			return true;
	return false;
}

void subscriber_finish(
	struct turn *turn, struct reply *reply, const struct subscription *what)
{
	cJSON *line = cJSON_CreateObject();
	cJSON *tasks = cJSON_CreateArray();
	bool done = true;

	for (size_t i = 0; done && i < what->task_count; i++) {
		struct task task = TASK_INIT;

		done = store_get_task(
			       turn->store, what->tasks[i], &task, NULL) == 0 &&
		       state_is_at_rest(task.state);
		if (done)
			cJSON_AddItemToArray(
				tasks, view_task(turn, &task, VIEW_LINE));
		task_clear(&task);
	}
	json_add_bool(line, "done", true);
	cJSON_AddItemToObject(line, "tasks", tasks);
	if (done) {
		reply_subscribe(reply, &(struct subscription){ 0 });
		reply_answer(reply, line);
	} else {
		cJSON_Delete(line);
	}
}

static void subscriber_tell_task(
	void *arg, struct reply *reply, const struct subscription *what)
{
	const struct change *change = arg;
	cJSON *line;

	if (!subscriber_waits_for(what, change->task->id))
		return;
	if (what->until_ended) {
		if (!state_is_at_rest(change->task->state))
			return;
		reply_subscribe(reply, &(struct subscription){ 0 });
		reply_answer(reply, view_ok_task(change->turn, change->task));
		return;
	}
	line = cJSON_CreateObject();
	cJSON_AddItemToObject(
		line, "task", view_task(change->turn, change->task, VIEW_LINE));
	reply_stream(reply, line);
	if (!reply_is_gone(reply))
		subscriber_finish(change->turn, reply, what);
}

void subscribers_tell_task(struct server *server, struct turn *turn, int64_t id)
{
	struct task task = TASK_INIT;

	if (server && store_get_task(turn->store, id, &task, NULL) == 0)
		server_each_subscriber(server, subscriber_tell_task,
			&(struct change){ turn, &task });
	task_clear(&task);
}

/* A line of the journal, for those who follow it. */
struct followed_line {
	int64_t number;
	const cJSON *json;
};

static void subscriber_tell_line(
	void *arg, struct reply *reply, const struct subscription *what)
{
	const struct followed_line *followed = arg;
	cJSON *line;

	if (!what->journal)
		return;
	line = cJSON_CreateObject();
	cJSON_AddItemToObject(
		line, "event", cJSON_Duplicate(followed->json, true));
	json_add_number(line, "number", followed->number);
	reply_stream(reply, line);
}

void subscribers_tell_line(
	struct server *server, int64_t number, const cJSON *line)
{
	server_each_subscriber(server, subscriber_tell_line,
		&(struct followed_line){ number, line });
}

void answer_task(struct turn *turn, struct reply *reply, int64_t id)
{
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (reply_is_gone(reply))
		return;
	if (store_get_task(turn->store, id, &task, &err) == 0)
		reply_answer(reply, view_ok_task(turn, &task));
	else
		reply_refuse(reply, &err);
	task_clear(&task);
}

void answer_at_rest(struct turn *turn, struct reply *reply, int64_t id)
{
	struct subscription what = { .task_count = 1, .until_ended = true };
	struct task task = TASK_INIT;
	bool rests = store_get_task(turn->store, id, &task, NULL) < 0 ||
		     state_is_at_rest(task.state);

	task_clear(&task);
	if (rests) {
		answer_task(turn, reply, id);
		return;
	}
	what.tasks = mem_alloc(sizeof(*what.tasks));
	what.tasks[0] = id;
	reply_subscribe(reply, &what);
}

void answer_tasks(struct turn *turn, struct reply *reply,
	const struct new_tasks *new_tasks)
{
	size_t count = new_tasks->tasks.count;
	enum view_size size = new_tasks->single ? VIEW_WHOLE : VIEW_LINE;
	cJSON *line = view_ok(), *array = cJSON_CreateArray();

	for (size_t place = 0; place < count; place++)
		for (size_t i = 0; i < count; i++)
			if (new_tasks->places[i] == place)
				cJSON_AddItemToArray(array,
					view_task(turn,
						&new_tasks->tasks.items[i],
						size));
	if (new_tasks->single) {
		cJSON_AddItemToObject(
			line, "task", cJSON_DetachItemFromArray(array, 0));
		cJSON_Delete(array);
	} else {
		cJSON_AddItemToObject(line, "tasks", array);
	}
	reply_answer(reply, line);
}
