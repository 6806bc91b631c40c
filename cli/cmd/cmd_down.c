/*
 * reeve down - end reeved; agents go on
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/progress.h"
#include "model/paths.h"

struct down_options {
	bool all;
};

static const struct option_row options[] = {
	{ 0, "all", NULL, OPTION_FLAG, offsetof(struct down_options, all),
		"stop all agents first" },
	{ 0 },
};

/* It is down when it has closed the conversation, not before. */
static int wait_for_end(struct client *client, struct err *err)
{
	enum client_line heard = CLIENT_LINE;

	while (heard == CLIENT_LINE) {
		cJSON *line = NULL;

		heard = client_next(client, &line, -1, err);
		cJSON_Delete(line);
	}
	return heard == CLIENT_FAILED ? -1 : EXIT_DONE;
}

/* It was here and was not told to stay down: a keeper would start it again. */
static bool would_come_back(const struct call *call)
{
	struct path state;

	return path_find_state(&state, call->globals->state, NULL) == 0 &&
	       access(path_state(state.text, "start").text, F_OK) == 0 &&
	       access(path_state(state.text, "down").text, F_OK) < 0;
}

static int down_run(struct call *call, struct err *err)
{
	const struct down_options *values = call->values;
	struct client *client = NULL;
	cJSON *request, *answer = NULL;
	int rc, why;

	/* Agents go on without reeved, and only reeved can stop them */
	rc = client_open(&client, call->globals,
		values->all ? CLIENT_START : CLIENT_ONLY_RUNNING, err);
	why = rc < 0 ? errno : 0;
	if ((why == ENOENT || why == ECONNREFUSED) && would_come_back(call)) {
		rc = client_open(&client, call->globals, CLIENT_START, err);
	} else if (!values->all && (why == ENOENT || why == ECONNREFUSED)) {
		printf("reeved is not running\n");
		return EXIT_DONE;
	}
	if (rc < 0)
		return -1;
	request = ask_new("down", NULL);
	json_add_bool(request, "all", values->all);
	ask_add_by(request);
	if (values->all)
		progress_show("stopping all agents");
	rc = client_ask(client, request, &answer, err);
	if (rc == 0)
		rc = wait_for_end(client, err);
	progress_clear();
	cJSON_Delete(answer);
	client_close(client);
	return rc;
}

const struct command command_down = {
	.name = "down",
	.usage = "[--all]",
	.summary = "end reeved; agents go on (--all stops them first)",
	.details = "The next command that needs reeved starts it again.",
	.options = options,
	.values_size = sizeof(struct down_options),
	.run = down_run,
};
