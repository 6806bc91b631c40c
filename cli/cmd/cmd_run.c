/*
 * reeve run - give an agent a task
 *
 * reeved answers when the task is stored, so the printed name is durable.
 */
#include <stdio.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/run_options.h"
#include "cli/attach.h"
#include "cli/client.h"
#include "base/terminal.h"
#include "cli/wait.h"

static int run_submit(const struct task *task, const struct globals *globals,
	cJSON **answer, struct err *err)
{
	cJSON *request = ask_new("run", NULL);

	cJSON_AddItemToObject(request, "task", task_write_asked(task));
	ask_add_by(request);
	ask_add_environment(request);
	if (ask_add_directory(request, err) < 0) {
		cJSON_Delete(request);
		return -1;
	}
	return client_ask_once(globals, request, answer, err);
}

static void run_print_task(const cJSON *task, bool json)
{
	if (json)
		print_json(task);
	else
		printf("%s\n", json_text(task, "name"));
	/* The reader of a pipe needs the name before the wait ends */
	fflush(stdout);
}

static int run_wait_or_attach(const struct run_options *values,
	const struct call *call, const char *name, struct err *err)
{
	struct argv ids = ARGV_INIT;
	int status = EXIT_DONE;

	argv_add(&ids, name);
	if (values->wait)
		status = wait_for_tasks(
			call->globals, &ids, UNTIL_COMPLETED, -1, err);
	else if (values->attach)
		status = wait_for_tasks(
			call->globals, &ids, UNTIL_STARTED, -1, err);
	if (values->attach && status == EXIT_DONE)
		status = attach_to(call->globals, name, err);
	argv_clear(&ids);
	return status;
}

static int run_run(struct call *call, struct err *err)
{
	const struct run_options *values = call->values;
	struct task task = TASK_INIT;
	cJSON *answer = NULL;
	int status = run_options_read(&task, values, call, err);

	if (status == 0)
		status = run_submit(&task, call->globals, &answer, err);
	if (status == 0) {
		const cJSON *made = ask_task(answer);

		run_print_task(made, values->json);
		status = run_wait_or_attach(
			values, call, json_text(made, "name"), err);
	}
	cJSON_Delete(answer);
	task_clear(&task);
	return status;
}

const struct command command_run = {
	.name = "run",
	.usage = "[OPTION...] [PROMPT...] [-- CMD ARG...]",
	.summary = "give an agent a task, and print the agent's name",
	.details =
		"The words are the prompt. The shell profile runs the program "
		"after --:\nreeve run -a shell -- make check",
	.options = run_option_rows,
	.values_size = sizeof(struct run_options),
	.max_words = WORDS_ANY,
	.keep_rest = true,
	.run = run_run,
};
