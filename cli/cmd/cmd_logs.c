/*
 * reeve logs - what the runs of a task have written
 *
 * With -f two things are watched: the runs' directories, where the kernel
 * tells of every write, and reeved, which tells when the task is at rest.
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
#include "cli/waiting.h"
#include "model/paths.h"
#include "model/state.h"
#include "model/task.h"

#define BROKEN_MAX 3

struct logs_options {
	bool follow, raw;
};

static const struct option_row options[] = {
	{ 'f', "follow", NULL, OPTION_FLAG,
		offsetof(struct logs_options, follow),
		"go on until the task is at rest" },
	{ 0, "raw", NULL, OPTION_FLAG, offsetof(struct logs_options, raw),
		"every byte as it was written, escapes and all" },
	{ 0 },
};

struct following {
	const struct globals *globals;
	struct transcripts transcripts;
	struct client *client;
	int inotify;
	int64_t watched; /* the newest run whose directory is watched */
	int broken;
	bool at_rest;
};

static int64_t count_runs(const cJSON *task)
{
	const cJSON *runs = cJSON_GetObjectItemCaseSensitive(task, "runs");
	int count = cJSON_GetArraySize(runs);

	return json_number(cJSON_GetArrayItem(runs, count - 1), "number", 0);
}

static void note_state(struct following *following, const cJSON *task)
{
	int state = state_from_name(json_text(task, "state"));

	following->at_rest = state >= 0 && state_is_at_rest((enum state)state);
}

/* Each run's directory as it comes; the one above them tells of new ones. */
static void watch_runs(struct following *following)
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

static int begin_watching(
	struct following *following, int64_t runs, struct err *err)
{
	struct path path = path_state(following->transcripts.state, "runs");

	following->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (following->inotify < 0)
		return err_sys(err, "cannot follow '%s'", path.text);
	if (inotify_add_watch(
		    following->inotify, path.text, IN_CREATE | IN_MOVED_TO) < 0)
		return err_sys(err, "cannot follow '%s'", path.text);
	/* The newest may still be written to; older ones are done */
	following->watched = runs > 1 ? runs - 1 : 0;
	watch_runs(following);
	return 0;
}

static int open_stream(struct following *following, struct err *err)
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
	cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(answer,
					 "tasks")) note_state(following, task);
	cJSON_Delete(answer);
	return rc;
}

/* Whatever reeved has said; a stream that ended is opened again. */
static int hear(struct following *following, struct err *err)
{
	for (;;) {
		cJSON *line = NULL;
		const cJSON *task;

		switch (client_next(following->client, &line, 0, err)) {
		case CLIENT_LINE:
			task = cJSON_GetObjectItemCaseSensitive(line, "task");
			if (task)
				note_state(following, task);
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
			if (check_not_taken_down(following->globals, err) < 0)
				return -1;
			if (++following->broken > BROKEN_MAX)
				return err_set(err, EXIT_TRY_LATER,
					"gave up: reeved ends again and again");
			return open_stream(following, err);
		}
	}
}

static void drain(int inotify)
{
	char events[4096];

	while (read(inotify, events, sizeof(events)) > 0)
		;
}

static int follow(struct following *following, struct err *err)
{
	bool at_rest;
	int rc = 0;

	do {
		struct pollfd fds[] = {
			{ .fd = following->inotify, .events = POLLIN },
			{ .fd = client_fd(following->client),
				.events = POLLIN },
			/* Tells when nobody reads our output any more */
			{ .fd = STDOUT_FILENO },
		};

		/* At rest first: what was written before is then printed */
		at_rest = following->at_rest;
		drain(following->inotify);
		watch_runs(following);
		if (transcripts_print(
			    &following->transcripts, following->watched) < 0)
			return 0;
		if (at_rest)
			return 0;
		if ((rc = hear(following, err)) < 0 || following->at_rest)
			continue;
		fds[1].fd = client_fd(following->client);
		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			return err_sys(err, "cannot wait for more");
		if (fds[2].revents)
			raise(SIGPIPE);
		rc = hear(following, err);
	} while (rc == 0);
	return rc;
}

static int print_logs(const struct call *call, const struct path *state,
	const cJSON *task, struct err *err)
{
	const struct logs_options *values = call->values;
	struct following following = { .globals = call->globals,
		.inotify = -1 };
	int64_t runs = count_runs(task);
	int rc = 0;

	transcripts_open(&following.transcripts, state->text,
		json_number(task, "id", 0), values->raw);
	if (values->follow)
		rc = begin_watching(&following, runs, err);
	if (rc == 0)
		transcripts_print(&following.transcripts, runs);
	if (rc == 0 && values->follow)
		rc = open_stream(&following, err);
	if (rc == 0 && values->follow)
		rc = follow(&following, err);
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
		rc = print_logs(call, &state, ask_task(answer), err);
	cJSON_Delete(answer);
	return rc;
}

const struct command command_logs = {
	.name = "logs",
	.usage = "[-f] ID",
	.summary = "what the runs of a task have written",
	.options = options,
	.values_size = sizeof(struct logs_options),
	.min_words = 1,
	.max_words = 1,
	.run = logs_run,
};
