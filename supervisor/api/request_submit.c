/*
 * request_submit - new tasks: `run` has one, `submit` many: see requests.h
 *
 * What may be slow is checked in a worker, all tasks in one; then they are
 * stored together or not at all. A name made of the task's number is checked
 * for the number it would get; had another task taken that meanwhile, the
 * check is made again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "dispatcher/accept.h"
#include "dispatcher/graph.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/core/journal.h"
#include "supervisor/api/task_names.h"
#include "supervisor/api/requests.h"
#include "supervisor/api/tell.h"

#define MAX_TASKS 1000
#define TRIES     100

struct submission {
	struct daemon *daemon;
	struct client *client;
	struct task_list tasks; /* in an order in which each can be stored */
	size_t *places; /* where each stood in the request */
	struct argv env;
	char *directory;
	int64_t first; /* the number the first one would get */
	int tries;
	int suffix; /* of names made of the number */
	bool single; /* `run`: the answer has `task` */
};

static void submission_free(struct submission *submission)
{
	client_release(submission->client);
	task_list_clear(&submission->tasks);
	argv_clear(&submission->env);
	free(submission->places);
	free(submission->directory);
	free(submission);
}

/* In the worker. */
static int check(void *arg, cJSON *answer, struct err *err)
{
	const struct submission *submission = arg;
	struct daemon *daemon = submission->daemon;
	struct acceptance acceptance = {
		.config = &daemon->config,
		.state = daemon->state,
		.directory = submission->directory,
		.env = submission->env.items,
		.programs = daemon->programs,
	};
	cJSON *array = cJSON_AddArrayToObject(answer, "tasks");

	int rc = accept_prepare(&acceptance, err);

	for (size_t i = 0; rc == 0 && i < submission->tasks.count; i++) {
		struct task *task = &submission->tasks.items[i];
		cJSON *fixed = cJSON_CreateObject();

		cJSON_AddItemToArray(array, fixed);
		rc = accept_task(task, submission->first + (int64_t)i,
			submission->suffix, &acceptance, err);
		json_add_text(fixed, "name", task->name);
		json_add_text(fixed, "profile", task->profile);
		json_add_text(fixed, "repo", task->repo);
		json_add_text(fixed, "worktree", task->worktree);
		json_add_text(fixed, "branch", task->branch);
		json_add_text(fixed, "base_commit", task->base_commit);
	}
	argv_clear(&acceptance.sessions);
	return rc;
}

/* `after` was given as people write it: numbers from here on. */
static int resolve_after(
	struct daemon *daemon, struct task *task, struct err *err)
{
	struct argv numbers = ARGV_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < task->after.count; i++) {
		struct task before = TASK_INIT;

		rc = store_find_task(
			daemon->store, task->after.items[i], &before, err);
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

static int store_one(struct submission *submission, struct task *task,
	const cJSON *fixed, struct err *err)
{
	struct daemon *daemon = submission->daemon;
	struct argv given = ARGV_INIT;
	int rc;

	mem_replace(&task->name, json_text(fixed, "name"));
	mem_replace(&task->profile, json_text(fixed, "profile"));
	mem_replace(&task->repo, json_text(fixed, "repo"));
	mem_replace(&task->worktree, json_text(fixed, "worktree"));
	mem_replace(&task->branch, json_text(fixed, "branch"));
	mem_replace(&task->base_commit, json_text(fixed, "base_commit"));
	if (resolve_after(daemon, task, err) < 0)
		return -1;
	task->wanted = WANTED_RUN;
	task->created_ms = clock_wall_ms();
	task->state = task->after.count ? STATE_BLOCKED : STATE_QUEUED;
	caller_env_take_given(&given, task);
	rc = store_add_task(daemon->store, task, err);
	if (rc == 0)
		rc = caller_env_save(daemon, task, &submission->env, err);
	if (rc == 0)
		rc = caller_env_save_given(daemon, task, &given, err);
	argv_clear(&given);
	return rc;
}

static void stored(void *arg, int rc, const struct err *why)
{
	struct submission *submission = arg;
	size_t count = submission->tasks.count;
	cJSON *line, *array = cJSON_CreateArray();

	if (rc < 0) {
		if (!client_is_gone(submission->client))
			client_refuse(submission->client, why);
		cJSON_Delete(array);
		submission_free(submission);
		return;
	}
	for (size_t place = 0; place < count; place++)
		for (size_t i = 0; i < count; i++)
			if (submission->places[i] == place)
				cJSON_AddItemToArray(array,
					tell_show(submission->daemon,
						&submission->tasks.items[i],
						submission->single));
	line = cJSON_CreateObject();
	json_add_bool(line, "ok", true);
	if (submission->single) {
		cJSON_AddItemToObject(
			line, "task", cJSON_DetachItemFromArray(array, 0));
		cJSON_Delete(array);
	} else {
		cJSON_AddItemToObject(line, "tasks", array);
	}
	if (client_is_gone(submission->client))
		cJSON_Delete(line);
	else
		client_answer(submission->client, line);
	submission_free(submission);
}

static void begin_check(struct submission *submission);

/* A name made here that a person has given to another task before. */
static bool name_is_taken(struct submission *submission, const cJSON *answer)
{
	const cJSON *array = cJSON_GetObjectItemCaseSensitive(answer, "tasks");

	for (size_t i = 0; i < submission->tasks.count; i++) {
		const char *name =
			json_text(cJSON_GetArrayItem(array, (int)i), "name");

		if (!submission->tasks.items[i].name &&
			name_owner(submission->daemon, name))
			return true;
	}
	return false;
}

/* Has another taken the numbers that the names were made of? */
static bool numbers_moved(struct submission *submission)
{
	int64_t next = 0;

	return store_next_task(submission->daemon->store, &next, NULL) < 0 ||
	       next != submission->first;
}

static void store_all(struct submission *submission, const cJSON *answer)
{
	const cJSON *array = cJSON_GetObjectItemCaseSensitive(answer, "tasks");
	struct daemon *daemon = submission->daemon;
	struct err err = ERR_INIT;
	int rc = store_flush(daemon->store, &err);

	/* A transaction of its own: one refused, and all are undone. */
	for (size_t i = 0; rc == 0 && i < submission->tasks.count; i++)
		rc = store_one(submission, &submission->tasks.items[i],
			cJSON_GetArrayItem(array, (int)i), &err);
	if (rc < 0) {
		store_undo(daemon->store, &err);
		stored(submission, -1, &err);
		return;
	}
	for (size_t i = 0; i < submission->tasks.count; i++) {
		journal(daemon, JOURNAL_SUBMITTED, &submission->tasks.items[i],
			0, NULL);
		tell_ready(daemon, &submission->tasks.items[i]);
	}
	daemon->places_changed = true;
	store_when_durable(daemon->store, stored, submission);
}

static void checked(
	void *arg, int rc, const cJSON *answer, const struct err *why)
{
	struct submission *submission = arg;

	if (rc < 0)
		stored(submission, -1, why);
	else if (numbers_moved(submission) && submission->tries++ < TRIES)
		begin_check(submission);
	else if (name_is_taken(submission, answer) &&
		 submission->suffix++ < TRIES)
		begin_check(submission);
	else
		store_all(submission, answer);
}

static void begin_check(struct submission *submission)
{
	struct work work = { check, checked, submission, NULL, 0 };
	struct err err = ERR_INIT;

	if (store_next_task(
		    submission->daemon->store, &submission->first, &err) < 0 ||
		worker_start(submission->daemon->workers, &work, &err) < 0)
		stored(submission, -1, &err);
}

static int read_task(
	struct task *task, const cJSON *json, const char *what, struct err *err)
{
	if (task_read_asked(task, json, what, err) < 0)
		return -1;
	if (task->prompt || task->argv.count)
		return 0;
	err_set(err, EXIT_WRONG_USE, "%s: neither a prompt nor a program",
		what);
	return err_hint(err, "reeve run \"what is to be done\"");
}

/* Into an order in which each task's forerunners are stored before it. */
static int sort_tasks(struct submission *submission, struct err *err)
{
	struct task_list *tasks = &submission->tasks;
	size_t *order = mem_alloc(tasks->count * sizeof(*order));
	struct task *sorted;

	submission->places = order;
	if (graph_order(order, tasks->items, tasks->count, err) < 0)
		return -1;
	sorted = mem_alloc(tasks->count * sizeof(*sorted));
	for (size_t i = 0; i < tasks->count; i++)
		sorted[i] = tasks->items[order[i]];
	free(tasks->items);
	tasks->items = sorted;
	return 0;
}

static int submit(struct daemon *daemon, struct client *client,
	const cJSON *request, const cJSON *array, bool single, struct err *err)
{
	struct submission *submission = mem_alloc(sizeof(*submission));
	size_t count = single ? 1 : (size_t)cJSON_GetArraySize(array);
	const char *directory = json_text(request, "directory");
	char what[32];

	submission->daemon = daemon;
	submission->client = client_hold(client);
	submission->single = single;
	submission->suffix = 1;
	submission->directory = mem_copy(directory ? directory : "/");
	if (count == 0 || count > MAX_TASKS) {
		err_set(err, EXIT_WRONG_USE,
			"cannot submit %zu tasks: between 1 and %d", count,
			MAX_TASKS);
		goto fail;
	}
	submission->tasks.items =
		mem_alloc(count * sizeof(*submission->tasks.items));
	for (size_t i = 0; i < count; i++) {
		snprintf(what, sizeof(what), single ? "task" : "tasks[%zu]", i);
		submission->tasks.count = i + 1;
		if (read_task(&submission->tasks.items[i],
			    single ? array : cJSON_GetArrayItem(array, (int)i),
			    what, err) < 0)
			goto fail;
	}
	if (caller_env_of(&submission->env, request, err) < 0 ||
		sort_tasks(submission, err) < 0 ||
		names_check(daemon, &submission->tasks, err) < 0)
		goto fail;
	begin_check(submission);
	return 0;
fail:
	submission_free(submission);
	return -1;
}

int request_run(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	return submit(daemon, client, request,
		cJSON_GetObjectItemCaseSensitive(request, "task"), true, err);
}

int request_submit(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	return submit(daemon, client, request,
		cJSON_GetObjectItemCaseSensitive(request, "tasks"), false, err);
}
