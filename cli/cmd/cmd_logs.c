/*
 * reeve logs - print the output of a task's runs
 *
 * -f watches the directories of the runs with inotify for new output, and a
 * stream of reeved for the state of the task.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/transcripts.h"
#include "model/paths.h"
#include "model/state.h"
#include "model/task.h"

struct logs_options {
	bool follow, raw;
};

static const struct option_row options[] = {
	{ 'f', "follow", NULL, OPTION_FLAG,
		offsetof(struct logs_options, follow),
		"print new output until the task is at rest" },
	{ 0, "raw", NULL, OPTION_FLAG, offsetof(struct logs_options, raw),
		"print every byte unchanged, with escape sequences" },
	{ 0 },
};

struct logs_following {
	const struct globals *globals;
	struct transcripts transcripts;
	struct client *client;
	int inotify;
	int64_t watched; /* the newest run whose directory is watched */
	int broken;
	bool at_rest;
};

static int64_t logs_newest_run(const cJSON *task)
{
	const cJSON *runs = cJSON_GetObjectItemCaseSensitive(task, "runs");
	int count = cJSON_GetArraySize(runs);

	return json_number(cJSON_GetArrayItem(runs, count - 1), "number", 0);
}

static void logs_note_state(struct logs_following *following, const cJSON *task)
{
	int state = state_from_name(json_text(task, "state"));

	following->at_rest = state >= 0 && state_is_at_rest((enum state)state);
}

/* Watches the directory of each new run; "runs" itself shows new ones. */
static void logs_watch_runs(struct logs_following *following)
{
	const struct transcripts *transcripts = &following->transcripts;
	char id[RUN_ID_SIZE];

	for (;;) {
		struct path path = path_run(transcripts->state,
			run_id(id, transcripts->task, following->watched + 1),
			".");

		if (inotify_add_watch(following->inotify, path.text,
			    IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0)
			return;
		following->watched++;
	}
}

static int logs_open_inotify(
	struct logs_following *following, int64_t runs, struct err *err)
{
	struct path path = path_state(following->transcripts.state, "runs");

	following->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (following->inotify < 0)
		return err_sys(err, "cannot follow '%s'", path.text);
	if (inotify_add_watch(
		    following->inotify, path.text, IN_CREATE | IN_MOVED_TO) < 0)
		return err_sys(err, "cannot follow '%s'", path.text);
	/* Only the newest transcript can still grow */
	following->watched = runs > 1 ? runs - 1 : 0;
	logs_watch_runs(following);
	return 0;
}

static int logs_open_stream(struct logs_following *following, struct err *err)
{
	cJSON *request = ask_new("wait", NULL), *answer = NULL;
	struct argv ids = ARGV_INIT;
	const cJSON *task;
	int rc;

	argv_addf(&ids, "%lld", (long long)following->transcripts.task);
	json_add_list(request, "ids", &ids);
	argv_clear(&ids);
	rc = client_open(
		&following->client, following->globals, CLIENT_START, err);
	if (rc < 0) {
		cJSON_Delete(request);
		return rc;
	}
	rc = client_ask(following->client, request, &answer, err);
	cJSON_ArrayForEach(
		task, cJSON_GetObjectItemCaseSensitive(answer, "tasks"))
		logs_note_state(following, task);
	cJSON_Delete(answer);
	return rc;
}

/* Reads all lines that have come; opens an ended stream again. */
static int logs_read_stream(struct logs_following *following, struct err *err)
{
	for (;;) {
		cJSON *line = NULL;
		const cJSON *task;

		switch (client_next(following->client, &line, 0, err)) {
		case CLIENT_LINE:
			task = cJSON_GetObjectItemCaseSensitive(line, "task");
			if (task)
				logs_note_state(following, task);
			cJSON_Delete(line);
			following->broken = 0;
			break;
		case CLIENT_LATE:
			return 0;
		case CLIENT_FAILED:
			return -1;
		case CLIENT_ENDED:
			if (following->at_rest)
				return 0;
			client_close(following->client);
			following->client = NULL;
			if (client_check_reopen(following->globals,
				    &following->broken, err) < 0)
				return -1;
			return logs_open_stream(following, err);
		}
	}
}

static void inotify_drain(int inotify)
{
	char events[4096];

	while (read(inotify, events, sizeof(events)) > 0)
		;
}

static int logs_follow(struct logs_following *following, struct err *err)
{
	bool at_rest;
	int rc = 0;

	do {
		struct pollfd fds[] = {
			{ .fd = following->inotify, .events = POLLIN },
			{ .fd = client_fd(following->client),
				.events = POLLIN },
			/* No events: poll reports that the reader has gone */
			{ .fd = STDOUT_FILENO },
		};

		/* Read before the output, so that none is missed */
		at_rest = following->at_rest;
		inotify_drain(following->inotify);
		logs_watch_runs(following);
		if (transcripts_print(
			    &following->transcripts, following->watched) < 0)
			return 0;
		if (at_rest)
			return 0;
		if ((rc = logs_read_stream(following, err)) < 0 ||
			following->at_rest)
			continue;
		fds[1].fd = client_fd(following->client);
		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			return err_sys(err, "cannot wait for output");
		if (fds[2].revents)
			raise(SIGPIPE);
		rc = logs_read_stream(following, err);
	} while (rc == 0);
	return rc;
}

static int logs_print(const struct call *call, const struct path *state,
	const cJSON *task, struct err *err)
{
	const struct logs_options *values = call->values;
	struct logs_following following = { .globals = call->globals,
		.inotify = -1 };
	int64_t runs = logs_newest_run(task);
	int rc = 0;

	transcripts_open(&following.transcripts, state->text,
		json_number(task, "id", 0), values->raw);
	if (values->follow)
		rc = logs_open_inotify(&following, runs, err);
	if (rc == 0)
		transcripts_print(&following.transcripts, runs);
	if (rc == 0 && values->follow)
		rc = logs_open_stream(&following, err);
	if (rc == 0 && values->follow)
		rc = logs_follow(&following, err);
	transcripts_close(&following.transcripts);
	client_close(following.client);
	if (following.inotify >= 0)
		close(following.inotify);
	return rc;
}

static int logs_run(struct call *call, struct err *err)
{
	struct path state;
	cJSON *answer = NULL;
	int rc = path_find_state(&state, call->globals->state, err);

	if (rc == 0)
		rc = ask_show(call->globals, call->words[0], &answer, err);
	if (rc == 0)
		rc = logs_print(call, &state, ask_task(answer), err);
	cJSON_Delete(answer);
	return rc;
}

const struct command command_logs = {
	.name = "logs",
	.usage = "[-f] [--raw] ID",
	.summary = "print the output of a task's runs",
	.options = options,
	.values_size = sizeof(struct logs_options),
	.min_words = 1,
	.max_words = 1,
	.run = logs_run,
};
