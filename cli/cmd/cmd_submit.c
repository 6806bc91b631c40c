/*
 * reeve submit - submit the tasks in JSON files, all or none
 *
 * All files are read and checked before the request is sent, so that an error
 * names the file and the place in it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/input.h"
#include "base/terminal.h"
#include "model/request.h"
#include "model/task.h"

struct submit_options {
	bool json;
};

static const struct option_row options[] = {
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct submit_options, json),
		"print the tasks as JSON, not the agents' names" },
	{ 0 },
};

static cJSON *submit_read_file(const char *file, struct err *err)
{
	cJSON *json = NULL;
	char *bytes = NULL;
	size_t len;

	if (input_read_file(&bytes, &len, file, REQUEST_MAX_BYTES, err) == 0)
		json = json_parse(
			bytes, len, REQUEST_MAX_BYTES, input_name(file), err);
	free(bytes);
	return json;
}

static int submit_check_task(
	const struct task *task, const char *what, struct err *err)
{
	if ((task->prompt && *task->prompt) || task->argv.count)
		return 0;
	return err_set(err, EXIT_WRONG_USE, "%s: missing prompt or argv", what);
}

/* Replaces `prompt_file` by `prompt`, because reeved reads no prompt files. */
static int submit_take_prompt_file(
	cJSON *json, const char *what, struct err *err)
{
	cJSON *file =
		cJSON_DetachItemFromObjectCaseSensitive(json, "prompt_file");
	char *prompt = NULL;
	int rc = -1;

	if (!file)
		return 0;
	if (!cJSON_IsString(file))
		err_set(err, EXIT_WRONG_USE,
			"%s: prompt_file: expected a file name", what);
	else if (cJSON_GetObjectItemCaseSensitive(json, "prompt"))
		err_set(err, EXIT_WRONG_USE,
			"%s: prompt_file: prompt is given as well", what);
	else
		rc = input_read_prompt(&prompt, NULL, file->valuestring, err);
	if (rc == 0)
		json_add_text(json, "prompt", prompt);
	free(prompt);
	cJSON_Delete(file);
	return rc;
}

static int submit_add_task(
	cJSON *tasks, cJSON *json, const char *what, struct err *err)
{
	struct task task = TASK_INIT;
	int rc = submit_take_prompt_file(json, what, err);

	if (rc == 0)
		rc = task_read_asked(&task, json, what, err);
	if (rc == 0)
		rc = submit_check_task(&task, what, err);
	if (rc == 0)
		cJSON_AddItemToArray(tasks, task_write_asked(&task));
	task_clear(&task);
	return rc;
}

/* A document is {"tasks":[…]} with no other member, or one task. */
static int submit_add_document(
	cJSON *tasks, cJSON *json, const char *file, struct err *err)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "tasks");
	cJSON *item;
	char what[512];
	int index = 0;

	if (!list)
		return submit_add_task(tasks, json, file, err);
	if (!cJSON_IsArray(list) || json->child != list || list->next)
		return err_set(err, EXIT_WRONG_USE,
			"%s: expected {\"tasks\":[…]} and no other member",
			file);
	cJSON_ArrayForEach(item, list)
	{
		snprintf(
			what, sizeof(what), "%.400s: tasks[%d]", file, index++);
		if (submit_add_task(tasks, item, what, err) < 0)
			return -1;
	}
	return 0;
}

static int submit_read_all(cJSON *tasks, char *const *files, struct err *err)
{
	int rc = 0;

	for (; *files && rc == 0; files++) {
		const char *name = input_name(*files);
		cJSON *json = submit_read_file(*files, err);
		int before = cJSON_GetArraySize(tasks);

		rc = json ? submit_add_document(tasks, json, name, err) : -1;
		cJSON_Delete(json);
		if (rc == 0 && cJSON_GetArraySize(tasks) == before)
			rc = err_set(err, EXIT_WRONG_USE, "%s: no tasks", name);
	}
	return rc;
}

static void submit_print_names(const cJSON *answer)
{
	const cJSON *task;

	cJSON_ArrayForEach(
		task, cJSON_GetObjectItemCaseSensitive(answer, "tasks"))
		printf("%s\n", json_text(task, "name"));
}

static int submit_run(struct call *call, struct err *err)
{
	const struct submit_options *values = call->values;
	cJSON *request = ask_new("submit", NULL), *answer = NULL;
	cJSON *tasks = cJSON_AddArrayToObject(request, "tasks");

	ask_add_by(request);
	ask_add_environment(request);
	if (ask_add_directory(request, err) < 0 ||
		submit_read_all(tasks, call->words, err) < 0) {
		cJSON_Delete(request);
		return -1;
	}
	if (client_ask_once(call->globals, request, &answer, err) < 0)
		return -1;
	if (values->json) {
		cJSON_DeleteItemFromObject(answer, "ok");
		print_json(answer);
	} else {
		submit_print_names(answer);
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

const struct command command_submit = {
	.name = "submit",
	.usage = "[--json] FILE...",
	.summary = "submit the tasks in JSON files, all or none",
	.details =
		"A file (-: standard input) contains one task or "
		"{\"tasks\":[…]}. The members of a task\nare named as the long "
		"options of `reeve run`, with _ instead of -:\nprompt "
		"prompt_file argv agent repo name base after priority timeout "
		"idle verify\npublish keep_alive interactive permissions env "
		"no_worktree reassign_to.",
	.options = options,
	.values_size = sizeof(struct submit_options),
	.min_words = 1,
	.max_words = WORDS_ANY,
	.run = submit_run,
};
