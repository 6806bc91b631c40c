/*
 * new_tasks - tasks that were checked become rows: see new_tasks.h
 *
 * A name that is made of the task's number was checked for the number that the
 * task would get.
 */
#include "supervisor/tasks/new_tasks.h"

#include <stdlib.h>
#include <string.h>

#include "model/config/caller_variables.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/core/dependencies.h"
#include "supervisor/core/journal.h"

/* Checks that others overtook; names that are taken. */
#define TRIES_MAX 100

static const cJSON *checked_task(const cJSON *answer, size_t i)
{
	return cJSON_GetArrayItem(
		cJSON_GetObjectItemCaseSensitive(answer, "tasks"), (int)i);
}

static bool name_is_taken(struct turn *turn, const char *name)
{
	struct task task = TASK_INIT;
	/* The store finds prefixes, too. */
	bool taken = store_find_task(turn->store, name, &task, NULL) == 0 &&
		     !strcmp(task.name, name);

	task_clear(&task);
	return taken;
}

/* A name made here that a person has given to another task before. */
static bool made_name_is_taken(struct turn *turn, const struct event *event)
{
	const struct task_list *tasks = &event->new_tasks->tasks;

	for (size_t i = 0; i < tasks->count; i++)
		if (!tasks->items[i].name &&
			name_is_taken(
				turn, json_text(checked_task(event->answer, i),
					      "name")))
			return true;
	return false;
}

/* Has another task taken the numbers that the names were made of? */
static bool numbers_have_moved(
	struct turn *turn, const struct new_tasks *new_tasks)
{
	int64_t next = 0;

	return store_next_task(turn->store, &next, NULL) < 0 ||
	       next != new_tasks->first;
}

/* True: the event's tasks are checked again. */
static bool check_again(struct turn *turn, struct event *event)
{
	struct new_tasks *new_tasks = event->new_tasks;
	bool moved = numbers_have_moved(turn, new_tasks) &&
		     new_tasks->tries++ < TRIES_MAX;

	if (!moved && (!made_name_is_taken(turn, event) ||
			      new_tasks->suffix++ >= TRIES_MAX))
		return false;
	if (store_next_task(turn->store, &new_tasks->first, NULL) < 0)
		return false;
	turn_emit(turn, &(struct effect){ .kind = EFFECT_CHECK_TASKS,
				.new_tasks = new_tasks,
				.reply = reply_hold(event->reply) });
	event->new_tasks = NULL;
	return true;
}

/* `after` was given as people write it: numbers from here on. */
static int resolve_after(struct turn *turn, struct task *task, struct err *err)
{
	struct argv numbers = ARGV_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < task->after.count; i++) {
		struct task before = TASK_INIT;

		rc = store_find_task(
			turn->store, task->after.items[i], &before, err);
		if (rc < 0)
			err_prefix(err, "cannot come after '%.80s'",
				task->after.items[i]);
		else
			argv_addf(&numbers, "%lld", (long long)before.id);
		if (rc == 0 && numbers.count == 1 && !task->base_commit &&
			task->after.count == 1)
			mem_replace(&task->base, before.branch);
		task_clear(&before);
	}
	argv_clear(&task->after);
	task->after = numbers;
	return rc;
}

/* Moves the values out of task->env: the task itself has only the names. */
static void take_given_env(struct argv *given, struct task *task)
{
	for (size_t i = 0; i < task->env.count; i++) {
		char *value = strchr(task->env.items[i], '=');

		if (!value)
			continue;
		argv_add(given, task->env.items[i]);
		*value = '\0';
	}
}

static int save_env(struct turn *turn, const struct task *task,
	const struct argv *given, const struct argv *caller, struct err *err)
{
	const char *state = turn->host->state;
	struct argv kept = ARGV_INIT;
	int rc;

	caller_variables_keep(&kept, turn->config, &task->env, caller->items);
	rc = caller_env_save(state, task->id, &kept, err);
	if (rc == 0)
		rc = caller_env_save_given(state, task->id, given, err);
	argv_clear(&kept);
	return rc;
}

/* `fixed`: what the check has found out, and does not change any more. */
static int store_task(struct turn *turn, struct task *task, const cJSON *fixed,
	const struct argv *caller, struct err *err)
{
	struct argv given = ARGV_INIT;
	int rc;

	mem_replace(&task->name, json_text(fixed, "name"));
	mem_replace(&task->profile, json_text(fixed, "profile"));
	mem_replace(&task->repo, json_text(fixed, "repo"));
	mem_replace(&task->worktree, json_text(fixed, "worktree"));
	mem_replace(&task->branch, json_text(fixed, "branch"));
	mem_replace(&task->base_commit, json_text(fixed, "base_commit"));
	if (resolve_after(turn, task, err) < 0)
		return -1;
	task->wanted = WANTED_RUN;
	task->created_ms = turn->now_ms;
	task->state = task->after.count ? STATE_BLOCKED : STATE_QUEUED;
	take_given_env(&given, task);
	rc = store_add_task(turn->store, task, err);
	if (rc == 0)
		rc = save_env(turn, task, &given, caller, err);
	argv_clear(&given);
	return rc;
}

/* All of them, or none. */
static int store_all(
	struct turn *turn, const struct event *event, struct err *err)
{
	struct new_tasks *new_tasks = event->new_tasks;
	struct task_list *tasks = &new_tasks->tasks;
	int rc = store_begin_part(turn->store, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < tasks->count; i++)
		rc = store_task(turn, &tasks->items[i],
			checked_task(event->answer, i), &new_tasks->env, err);
	if (store_end_part(turn->store, rc == 0, rc < 0 ? NULL : err) < 0)
		rc = -1;
	return rc;
}

void new_tasks_store(struct turn *turn, struct event *event)
{
	const struct task_list *tasks = &event->new_tasks->tasks;
	struct err err = ERR_INIT;

	if (check_again(turn, event))
		return;
	if (store_all(turn, event, &err) < 0) {
		turn_emit(turn, &(struct effect){ .kind = EFFECT_REFUSE,
					.reply = reply_hold(event->reply),
					.why = err });
		return;
	}
	for (size_t i = 0; i < tasks->count; i++) {
		const struct task *task = &tasks->items[i];

		journal(turn, JOURNAL_SUBMITTED, task, 0, NULL);
		if (task->state == STATE_BLOCKED &&
			dependencies_are_done(turn->store, task))
			turn_post_task(turn, EVENT_READY, task->id);
	}
	turn_post_places_changed(turn);
	turn_emit(turn, &(struct effect){ .kind = EFFECT_ANSWER_TASKS,
				.reply = reply_hold(event->reply),
				.new_tasks = event->new_tasks });
	event->new_tasks = NULL;
}
