/*
 * reeve run - ask for a task
 *
 * What it has printed is durable: reeved answers once the task is stored.
 */
#include <stdio.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/asked.h"
#include "cli/attach.h"
#include "cli/client.h"
#include "cli/terminal.h"
#include "cli/waiting.h"

static int submit(const struct task *task, const struct globals *globals,
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

static void print_task(const cJSON *task, bool json)
{
	if (json)
		print_json(task);
	else
		printf("%s\n", json_text(task, "name"));
	/* Whoever reads us through a pipe goes on while we wait */
	fflush(stdout);
}

static int go_on(const struct run_options *values, const struct call *call,
	const char *name, struct err *err)
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
	int status = asked_task(&task, values, call, err);

	if (status == 0)
		status = submit(&task, call->globals, &answer, err);
	if (status == 0) {
		const cJSON *made = ask_task(answer);

		print_task(made, values->json);
		status = go_on(values, call, json_text(made, "name"), err);
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
		"The words are the prompt. After -- stands the program of the "
		"shell profile:\nreeve run -a shell -- make check",
	.options = run_option_rows,
	.values_size = sizeof(struct run_options),
	.max_words = WORDS_ANY,
	.keep_rest = true,
	.run = run_run,
};
