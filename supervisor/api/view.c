/*
 * view - a task as `show --json` has it: see view.h
 */
#include "supervisor/api/view.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "checkpoints/checkpoint.h"
#include "model/paths.h"
#include "model/run.h"
#include "supervisor/admission/admission.h"
#include "supervisor/admission/waiting_person.h"
#include "supervisor/core/dependencies.h"

static void add_runs(struct turn *turn, int64_t task, cJSON *view)
{
	cJSON *array = cJSON_AddArrayToObject(view, "runs");
	struct run_list runs = { 0 };
	struct usage sum = { 0 };
	struct err err = ERR_INIT;

	if (store_list_runs(turn->store, task, &runs, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < runs.count; i++) {
		cJSON_AddItemToArray(array, run_write(&runs.items[i]));
		usage_add(&sum, &runs.items[i].usage);
	}
	run_list_clear(&runs);
	cJSON_AddItemToObject(view, "usage", usage_write(&sum));
}

static void add_publishes(struct turn *turn, int64_t task, cJSON *view)
{
	cJSON *array = cJSON_AddArrayToObject(view, "publishes");
	struct publish_list tries = { 0 };
	struct err err = ERR_INIT;

	if (store_list_publishes(turn->store, task, &tries, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tries.count; i++)
		cJSON_AddItemToArray(array, publish_write(&tries.items[i]));
	publish_list_clear(&tries);
}

/* The durable copy is ours; it was checked when it was taken. */
static void add_checkpoint(
	struct turn *turn, const struct task *task, cJSON *view)
{
	struct path path = path_checkpoint(turn->host->state, task->name);
	cJSON *json = json_read(path.text, CHECKPOINT_MAX_BYTES * 2, NULL);

	cJSON_AddItemToObject(
		view, "checkpoint", json ? json : cJSON_CreateNull());
}

/* On which tasks it waits. */
static void add_dependencies(
	struct turn *turn, const struct task *task, cJSON *view)
{
	char *reason = dependencies_reason(turn->store, task);

	cJSON_DeleteItemFromObject(view, "reason");
	cJSON_DeleteItemFromObject(view, "reason_code");
	reason_write(view, REASON_DEPENDENCY, reason);
	free(reason);
}

void view_add_reviews(struct turn *turn, const struct task *task, cJSON *view)
{
	bool waits = task_waits_for_person(turn, task);
	struct review_list list = { 0 };
	struct err err = ERR_INIT;
	const char *assigned;
	cJSON *array;

	if (store_list_reviews(turn->store, task->id, &list, &err) < 0)
		log_err(&err);
	assigned = review_assigned(&list);
	if (!assigned && waits)
		assigned = turn->config->review_assignee;
	json_add_text(view, "assigned", assigned);
	json_add_time(view, "since",
		waits ? review_since(&list, review_what_of(task->state)) : 0);
	array = cJSON_AddArrayToObject(view, "reviews");
	for (size_t i = 0; i < list.count; i++)
		cJSON_AddItemToArray(array, review_write(&list.items[i]));
	review_list_clear(&list);
}

cJSON *view_task(
	struct turn *turn, const struct task *task, enum view_size size)
{
	cJSON *view = task_write(task);
	char reason[ADMISSION_REASON_SIZE];

	if (task->state == STATE_BLOCKED)
		add_dependencies(turn, task, view);
	if (size != VIEW_WHOLE)
		return view;
	add_runs(turn, task->id, view);
	view_add_reviews(turn, task, view);
	add_publishes(turn, task->id, view);
	add_checkpoint(turn, task, view);
	json_add_bool(view, "day_spent", admission_is_day_spent(turn, reason));
	return view;
}

cJSON *view_ok(void)
{
	cJSON *line = cJSON_CreateObject();

	json_add_bool(line, "ok", true);
	return line;
}

cJSON *view_ok_task(struct turn *turn, const struct task *task)
{
	cJSON *line = view_ok();

	cJSON_AddItemToObject(line, "task", view_task(turn, task, VIEW_WHOLE));
	return line;
}
