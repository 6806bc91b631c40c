/*
 * reeve down - stop reeved; agents keep running
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

/* reeved has ended when it has closed the connection. */
static int down_wait_for_end(struct client *client, struct err *err)
{
	enum client_line heard = CLIENT_LINE;

	while (heard == CLIENT_LINE) {
		cJSON *line = NULL;

		heard = client_next(client, &line, -1, err);
		cJSON_Delete(line);
	}
	return heard == CLIENT_FAILED ? -1 : EXIT_DONE;
}

/* reeved has run here and no `down` file exists: keepers would restart it. */
static bool reeved_would_restart(const struct call *call)
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

	/* Only a running reeved can stop the agents */
	rc = client_open(&client, call->globals,
		values->all ? CLIENT_START : CLIENT_ONLY_RUNNING, err);
	why = rc < 0 ? errno : 0;
	if (client_is_down(why) && reeved_would_restart(call)) {
		rc = client_open(&client, call->globals, CLIENT_START, err);
	} else if (!values->all && client_is_down(why)) {
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
		rc = down_wait_for_end(client, err);
	progress_clear();
	cJSON_Delete(answer);
	client_close(client);
	return rc;
}

const struct command command_down = {
	.name = "down",
	.usage = "[--all]",
	.summary =
		"stop reeved; agents keep running (--all: stop agents first)",
	.details = "The next command that needs reeved starts it again.",
	.options = options,
	.values_size = sizeof(struct down_options),
	.run = down_run,
};
