/*
 * request_review - requests about what waits for a person: see requests.h
 */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "supervisor/core/caller_env.h"
#include "supervisor/core/journal.h"
#include "supervisor/api/requests.h"
#include "supervisor/api/review_view.h"
#include "supervisor/tasks/state_table.h"
#include "supervisor/api/tell.h"

int request_reviews(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	struct task_list tasks = { 0 };
	cJSON *line, *array, *show;

	(void)request;
	if (store_list_tasks(daemon->store, STORE_RECENT, clock_wall_ms(),
		    &tasks, err) < 0)
		return -1;
	line = cJSON_CreateObject();
	json_add_bool(line, "ok", true);
	array = cJSON_AddArrayToObject(line, "tasks");
	for (size_t i = 0; i < tasks.count; i++) {
		if (!review_is_wanted(daemon, &tasks.items[i]))
			continue;
		show = tell_show(daemon, &tasks.items[i], false);
		review_add(daemon, &tasks.items[i], show);
		cJSON_AddItemToArray(array, show);
	}
	client_answer(client, line);
	task_list_clear(&tasks);
	return 0;
}

/* Whose a task is changes nothing of what happens to it. */
static int assign(struct daemon *daemon, const struct task *task,
	const struct step *details, struct err *err)
{
	struct review review = { .task = task->id,
		.run = task->runs,
		.time_ms = clock_wall_ms(),
		.what = REVIEW_ASSIGN,
		.by = mem_copy(details->by),
		.text = mem_copy(details->text) };
	int rc = store_add_review(daemon->store, &review, err);
	cJSON *data;

	if (rc == 0) {
		data = cJSON_CreateObject();
		json_add_text(data, "what", review_what_name(REVIEW_ASSIGN));
		json_add_text(data, "by", review.by);
		json_add_text(data, "text", review.text);
		journal(daemon, JOURNAL_REVIEW, task, 0, data);
	}
	review_clear(&review);
	return rc;
}

static int act_on_review(struct daemon *daemon, const struct task *task,
	int what, struct step *details, const cJSON *request, struct err *err)
{
	switch (what) {
	case REVIEW_ASSIGN:
		return assign(daemon, task, details, err);
	case REVIEW_REJECT:
		return step(daemon, task->id, STEP_REJECT, details, err);
	case REVIEW_APPROVE:
	case REVIEW_ANSWER:
		if (caller_env_replace(daemon, task, request, err) < 0)
			return -1;
		return step(daemon, task->id,
			what == REVIEW_ANSWER ? STEP_ANSWER : STEP_APPROVE,
			details, err);
	}
	return err_set(err, EXIT_WRONG_USE,
		"request: what: expected approve, reject, answer or assign");
}

int request_review(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	struct step details = { .by = json_text(request, "by"),
		.text = json_text(request, "text"),
		.client = client };
	int what = review_what_from_name(json_text(request, "what"));
	struct task task = TASK_INIT;
	int rc;

	if ((rc = request_find_task(daemon, request, &task, err)) < 0)
		goto out;
	if (details.text && strlen(details.text) > REVIEW_MAX_BYTES)
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot review '%s': more than %zu bytes of text",
			task.name, REVIEW_MAX_BYTES);
	else if (what == REVIEW_ANSWER && (!details.text || !*details.text))
		rc = err_set(err, EXIT_WRONG_USE, "cannot answer '%s': no text",
			task.name);
	else
		rc = act_on_review(daemon, &task, what, &details, request, err);
	if (rc == 0 && !details.answers_later)
		tell_task(daemon, client, task.id);
out:
	task_clear(&task);
	return rc;
}
