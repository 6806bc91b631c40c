/*
 * down - `reeve down`: see down.h
 */
#include "supervisor/lead/down.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/paths.h"
#include "supervisor/core/keepers.h"

/* Calls fn for the agent of each keeper that lives; true: one did. */
static bool each_keeper(
	struct turn *turn, void (*fn)(struct turn *turn, const char *agent))
{
	struct path place = path_state(turn->host->state, "keepers");
	DIR *directory = opendir(place.text);
	struct dirent *entry;
	bool lives = false;

	while (directory && (entry = readdir(directory))) {
		char *dot = strrchr(entry->d_name, '.');

		if (!dot || strcmp(dot, ".lock") != 0)
			continue;
		*dot = '\0';
		if (!keeper_lives(turn->host, entry->d_name))
			continue;
		lives = true;
		fn(turn, entry->d_name);
	}
	if (directory)
		closedir(directory);
	return lives;
}

/* The keeper of a task at rest has nothing left to do. */
static void leave_if_at_rest(struct turn *turn, const char *agent)
{
	struct task task = TASK_INIT;

	if (store_find_task(turn->store, agent, &task, NULL) == 0 &&
		!strcmp(task.name, agent) && state_is_at_rest(task.state))
		turn_emit_task(turn, EFFECT_LEAVE_PANE, task.id);
	task_clear(&task);
}

static bool list_active(struct turn *turn, struct task_list *tasks)
{
	struct err err = ERR_INIT;

	*tasks = (struct task_list){ 0 };
	if (store_list_tasks(turn->store, STORE_ACTIVE, 0, tasks, &err) == 0)
		return true;
	log_err(&err);
	return false;
}

static void stop_all(struct turn *turn, const char *by)
{
	struct task_list tasks;

	list_active(turn, &tasks);
	for (size_t i = 0; i < tasks.count; i++)
		turn_post(turn, &(struct event){ .kind = EVENT_STOP,
					.task = tasks.items[i].id,
					.by = mem_copy(by) });
	task_list_clear(&tasks);
	each_keeper(turn, leave_if_at_rest);
}

void down_begin(struct down *down, struct turn *turn, const struct event *event)
{
	if (down->reply)
		reply_release(down->reply);
	down->reply = reply_hold(event->reply);
	down->all |= event->on;
	turn->is_ending = true;
	if (event->on)
		stop_all(turn, event->by ? event->by : "reeve down");
}

/* With --all: whether an agent or a keeper still lives. */
static bool anything_lives(struct turn *turn)
{
	struct task_list tasks;
	bool lives = list_active(turn, &tasks) && tasks.count > 0;

	task_list_clear(&tasks);
	return each_keeper(turn, leave_if_at_rest) || lives;
}

bool down_is_over(struct down *down, struct turn *turn)
{
	struct path path = path_state(turn->host->state, "down");
	struct err err = ERR_INIT;
	cJSON *line;

	if (!down->reply || (down->all && anything_lives(turn)))
		return false;
	if (file_replace(path.text, "", 0, FILE_NO_SYNC, &err) < 0)
		log_err(&err);
	line = cJSON_CreateObject();
	json_add_bool(line, "ok", true);
	reply_answer(down->reply, line);
	reply_release(down->reply);
	down->reply = NULL;
	return true;
}
