/*
 * reeve submit - ask for many tasks at once, all or none
 *
 * All files are read and checked before anything is asked for, so that an
 * error names the file and the place in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/prompt.h"
#include "cli/terminal.h"
#include "model/request.h"
#include "model/task.h"

struct submit_options {
	bool json;
};

static const struct option_row options[] = {
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct submit_options, json),
		"print the tasks as JSON instead of their names" },
	{ 0 },
};

static cJSON *read_document(const char *file, struct err *err)
{
	bool is_stdin = !strcmp(file, "-");
	const char *what = is_stdin ? "standard input" : file;
	int fd = is_stdin ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	cJSON *json = NULL;
	char *bytes = NULL;
	size_t len;

	if (fd < 0) {
		err_sys(err, "cannot read '%s'", file);
		if (errno == ENOENT)
			err->code = EXIT_WRONG_USE;
		return NULL;
	}
	if (read_stream(&bytes, &len, fd, REQUEST_MAX_BYTES, what, err) == 0)
		json = json_parse(bytes, len, REQUEST_MAX_BYTES, what, err);
	free(bytes);
	if (!is_stdin)
		close(fd);
	return json;
}

static int check_task(
	const struct task *task, const char *what, struct err *err)
{
	if ((task->prompt && *task->prompt) || task->argv.count)
		return 0;
	return err_set(err, EXIT_WRONG_USE,
		"%s: there is no prompt, and no argv", what);
}

/* `prompt_file` is ours to read, as run's option is: it becomes the prompt. */
static int take_prompt_file(cJSON *json, const char *what, struct err *err)
{
	cJSON *file =
		cJSON_DetachItemFromObjectCaseSensitive(json, "prompt_file");
	char *prompt = NULL;
	int rc = -1;

	if (!file)
		return 0;
	if (!cJSON_IsString(file))
		err_set(err, EXIT_WRONG_USE,
			"%s: prompt_file: expected a file's name", what);
	else if (cJSON_GetObjectItemCaseSensitive(json, "prompt"))
		err_set(err, EXIT_WRONG_USE,
			"%s: prompt and prompt_file: one is enough", what);
	else
		rc = prompt_read(&prompt, NULL, file->valuestring, err);
	if (rc == 0)
		json_add_text(json, "prompt", prompt);
	free(prompt);
	cJSON_Delete(file);
	return rc;
}

static int add_task(
	cJSON *tasks, cJSON *json, const char *what, struct err *err)
{
	struct task task = TASK_INIT;
	int rc = take_prompt_file(json, what, err);

	if (rc == 0)
		rc = task_read_asked(&task, json, what, err);
	if (rc == 0)
		rc = check_task(&task, what, err);
	if (rc == 0)
		cJSON_AddItemToArray(tasks, task_write_asked(&task));
	task_clear(&task);
	return rc;
}

/* {"tasks":[…]} and nothing beside it, or one task. */
static int add_document(
	cJSON *tasks, cJSON *json, const char *file, struct err *err)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "tasks");
	cJSON *item;
	char what[512];
	int index = 0;

	if (!list)
		return add_task(tasks, json, file, err);
	if (!cJSON_IsArray(list) || json->child != list || list->next)
		return err_set(err, EXIT_WRONG_USE,
			"%s: expected {\"tasks\":[…]} and no other member",
			file);
	cJSON_ArrayForEach(item, list)
	{
		snprintf(
			what, sizeof(what), "%.400s: tasks[%d]", file, index++);
		if (add_task(tasks, item, what, err) < 0)
			return -1;
	}
	return 0;
}

static int read_all(cJSON *tasks, char *const *files, struct err *err)
{
	int rc = 0;

	for (; *files && rc == 0; files++) {
		const char *name =
			strcmp(*files, "-") ? *files : "standard input";
		cJSON *json = read_document(*files, err);
		int before = cJSON_GetArraySize(tasks);

		rc = json ? add_document(tasks, json, name, err) : -1;
		cJSON_Delete(json);
		if (rc == 0 && cJSON_GetArraySize(tasks) == before)
			rc = err_set(err, EXIT_WRONG_USE,
				"%s: there are no tasks in it", name);
	}
	return rc;
}

static void print_names(const cJSON *answer)
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
		read_all(tasks, call->words, err) < 0) {
		cJSON_Delete(request);
		return -1;
	}
	if (client_ask_once(call->globals, request, &answer, err) < 0)
		return -1;
	if (values->json) {
		cJSON_DeleteItemFromObject(answer, "ok");
		print_json(answer);
	} else {
		print_names(answer);
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

const struct command command_submit = {
	.name = "submit",
	.usage = "FILE...",
	.summary = "ask for the tasks in JSON files, all or none",
	.details =
		"A file (-: standard input) holds one task or "
		"{\"tasks\":[…]}; a task's members are\nnamed as run's long "
		"options, with _ for -: prompt prompt_file agent repo name base "
		"argv\nafter priority timeout idle verify publish keep_alive "
		"interactive\npermissions env no_worktree reassign_to.",
	.options = options,
	.values_size = sizeof(struct submit_options),
	.min_words = 1,
	.max_words = WORDS_ANY,
	.run = submit_run,
};
