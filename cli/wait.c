/*
 * wait - wait until tasks reach a state: see wait.h
 *
 * The wait ends when one task is at rest and not completed, because a task
 * that depends on it would stay blocked, and the wait would never end.
 */
#include "cli/wait.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/progress.h"
#include "base/terminal.h"
#include "model/state.h"

/* Beside an exit status and -1. */
#define WAIT_STREAM_ENDED (-2)

struct wait_task {
	int64_t id;
	char *name, *reason;
	enum state state;
};

struct wait {
	const struct globals *globals;
	const struct argv *ids;
	enum wait_until until;
	int64_t started_ms, deadline_ms; /* -1: none */
	struct wait_task *tasks;
	size_t count;
	int broken; /* streams that ended before a line came */
};

static struct wait_task *wait_find_task(struct wait *wait, int64_t id)
{
	for (size_t i = 0; i < wait->count; i++)
		if (wait->tasks[i].id == id)
			return &wait->tasks[i];
	wait->tasks =
		mem_grow(wait->tasks, (wait->count + 1) * sizeof(*wait->tasks));
	wait->tasks[wait->count] = (struct wait_task){ .id = id };
	return &wait->tasks[wait->count++];
}

static void wait_note_task(struct wait *wait, const cJSON *task)
{
	struct wait_task *known =
		wait_find_task(wait, json_number(task, "id", 0));
	int state = state_from_name(json_text(task, "state"));

	mem_replace(&known->name, json_text(task, "name"));
	mem_replace(&known->reason, json_text(task, "reason"));
	known->state = state < 0 ? STATE_BLOCKED : (enum state)state;
}

static void wait_note_line(struct wait *wait, const cJSON *line)
{
	const cJSON *task = cJSON_GetObjectItemCaseSensitive(line, "task");

	if (task)
		wait_note_task(wait, task);
	cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(line,
					 "tasks")) wait_note_task(wait, task);
	wait->broken = 0;
}

static bool state_has_started(enum state state)
{
	return state == STATE_RUNNING || state == STATE_WAITING ||
	       state == STATE_BACKOFF || state == STATE_PARKED ||
	       state == STATE_VERIFYING || state == STATE_PUBLISHING;
}

/* The exit status, or -1: keep waiting. */
static int wait_status(const struct wait *wait)
{
	size_t completed = 0, started = 0, otherwise = 0;

	for (size_t i = 0; i < wait->count; i++) {
		enum state state = wait->tasks[i].state;

		completed += state == STATE_COMPLETED;
		otherwise +=
			state_is_at_rest(state) && state != STATE_COMPLETED;
		started += state_is_at_rest(state) || state_has_started(state);
	}
	if (wait->until == UNTIL_STARTED)
		return started == wait->count ? EXIT_DONE : -1;
	if (otherwise)
		return EXIT_NO;
	return completed == wait->count ? EXIT_DONE : -1;
}

static void wait_write_one(struct str *text, const struct wait_task *task)
{
	str_addf(text, "%s %s", task->name ? task->name : "?",
		state_name(task->state));
	if (task->reason)
		str_addf(text, ": %s", task->reason);
}

static void wait_write_many(struct str *text, const struct wait *wait)
{
	size_t counts[STATES] = { 0 };

	for (size_t i = 0; i < wait->count; i++)
		counts[wait->tasks[i].state]++;
	str_addf(text, "%zu of %zu completed", counts[STATE_COMPLETED],
		wait->count);
	for (int state = 0; state < STATE_COMPLETED; state++)
		if (counts[state])
			str_addf(text, ", %zu %s", counts[state],
				state_name((enum state)state));
}

static void wait_show_progress(const struct wait *wait)
{
	struct str text = STR_INIT;
	char age[DURATION_TEXT_SIZE];
	int64_t ms = clock_boot_ms() - wait->started_ms;

	if (!progress_is_shown() || !wait->count)
		return;
	str_addf(&text, "%s  ", duration_text(ms - ms % 1000, age));
	if (wait->count == 1)
		wait_write_one(&text, wait->tasks);
	else
		wait_write_many(&text, wait);
	progress_show(str_text(&text));
	str_clear(&text);
}

static void wait_print_failed(const struct wait *wait)
{
	for (size_t i = 0; i < wait->count; i++) {
		const struct wait_task *task = &wait->tasks[i];
		char *reason;

		if (!state_is_at_rest(task->state) ||
			task->state == STATE_COMPLETED)
			continue;
		reason = text_one_line(task->reason ? task->reason : "", 200);
		log_info("'%s' is %s%s%s", task->name, state_name(task->state),
			task->reason ? ": " : "", task->reason ? reason : "");
		log_info("try: reeve show %s", task->name);
		free(reason);
	}
}

static int64_t wait_next_timeout(const struct wait *wait)
{
	int64_t left, tick = progress_is_shown() ? 1000 : -1;

	if (wait->deadline_ms < 0)
		return tick;
	left = wait->deadline_ms - clock_boot_ms();
	if (left < 0)
		return 0;
	return tick >= 0 && tick < left ? tick : left;
}

static int wait_check_deadline(const struct wait *wait, struct err *err)
{
	if (wait->deadline_ms < 0 || clock_boot_ms() < wait->deadline_ms)
		return 0;
	return err_set(
		err, EXIT_TIMED_OUT, "timed out: not all tasks are completed");
}

/* Returns an exit status, WAIT_STREAM_ENDED, or -1 with err. */
static int wait_read_stream(
	struct wait *wait, struct client *client, struct err *err)
{
	int status;

	while ((status = wait_status(wait)) < 0) {
		cJSON *line = NULL;

		wait_show_progress(wait);
		if (wait_check_deadline(wait, err) < 0)
			return -1;
		switch (client_next(
			client, &line, wait_next_timeout(wait), err)) {
		case CLIENT_LINE:
			wait_note_line(wait, line);
			cJSON_Delete(line);
			break;
		case CLIENT_LATE:
			break;
		case CLIENT_ENDED:
			return WAIT_STREAM_ENDED;
		case CLIENT_FAILED:
			return -1;
		}
	}
	return status;
}

static int wait_ask(struct wait *wait, struct err *err)
{
	struct client *client = NULL;
	cJSON *request = ask_new("wait", NULL), *answer = NULL;
	int rc;

	json_add_list(request, "ids", wait->ids);
	rc = client_open(&client, wait->globals, CLIENT_START, err);
	if (rc < 0)
		cJSON_Delete(request);
	else
		rc = client_ask(client, request, &answer, err);
	if (rc == 0) {
		int broken = wait->broken;

		wait_note_line(wait, answer);
		wait->broken = broken;
		rc = wait_read_stream(wait, client, err);
	}
	cJSON_Delete(answer);
	client_close(client);
	return rc;
}

int wait_for_tasks(const struct globals *globals, const struct argv *ids,
	enum wait_until until, int64_t timeout_ms, struct err *err)
{
	struct wait wait = { .globals = globals,
		.ids = ids,
		.until = until,
		.started_ms = clock_boot_ms(),
		.deadline_ms = -1 };
	int rc;

	if (timeout_ms >= 0)
		wait.deadline_ms = wait.started_ms + timeout_ms;
	while ((rc = wait_ask(&wait, err)) == WAIT_STREAM_ENDED) {
		rc = client_check_reopen(globals, &wait.broken, err);
		if (rc < 0)
			break;
	}
	progress_clear();
	if (rc == EXIT_NO)
		wait_print_failed(&wait);
	for (size_t i = 0; i < wait.count; i++) {
		free(wait.tasks[i].name);
		free(wait.tasks[i].reason);
	}
	free(wait.tasks);
	return rc;
}
