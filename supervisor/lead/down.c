/*
 * down - `reeve down`: see down.h
 */
#include "supervisor/lead/down.h"

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "model/paths.h"
#include "supervisor/core/keepers.h"
#include "supervisor/tasks/state_table.h"

static void stop_all(struct daemon *daemon, const char *by)
{
	struct step details = { .by = by };
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(daemon->store, STORE_ALL, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++) {
		struct task *task = &tasks.items[i];

		if (state_is_at_rest(task->state))
			keeper_leave(daemon, task);
		else if (step(daemon, task->id, STEP_STOP, &details, &err) < 0)
			log_err(&err);
	}
	task_list_clear(&tasks);
}

void leave_begin(
	struct daemon *daemon, struct client *client, bool all, const char *by)
{
	if (daemon->leaving)
		client_release(daemon->leaving);
	daemon->leaving = client_hold(client);
	daemon->stop_all |= all;
	if (all)
		stop_all(daemon, by ? by : "reeve down");
}

/* With --all: whether an agent or a keeper still lives. */
static bool anything_lives(struct daemon *daemon)
{
	struct task_list tasks = { 0 };
	bool lives = false;

	if (store_list_tasks(daemon->store, STORE_ALL, 0, &tasks, NULL) < 0)
		return false;
	for (size_t i = 0; i < tasks.count; i++) {
		const struct task *task = &tasks.items[i];
		bool keeper = keeper_lives(daemon, task->name);

		if (keeper && state_is_at_rest(task->state))
			keeper_leave(daemon, task);
		lives |= keeper || !state_is_at_rest(task->state);
	}
	task_list_clear(&tasks);
	return lives;
}

void leave_check(struct daemon *daemon)
{
	struct path down = path_state(daemon->state, "down");
	struct err err = ERR_INIT;
	cJSON *line;

	if (!daemon->leaving || (daemon->stop_all && anything_lives(daemon)))
		return;
	if (file_replace(down.text, "", 0, FILE_NO_SYNC, &err) < 0)
		log_err(&err);
	line = cJSON_CreateObject();
	json_add_bool(line, "ok", true);
	if (client_is_gone(daemon->leaving))
		cJSON_Delete(line);
	else
		client_answer(daemon->leaving, line);
	client_release(daemon->leaving);
	daemon->leaving = NULL;
	loop_stop(daemon->loop);
}
