/*
 * waiting - until tasks are where somebody wants them: see waiting.h
 *
 * It ends with the first task at rest that has not completed: another that
 * comes after it would stay blocked for ever, and so would we.
 */
#include "cli/waiting.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
#include "cli/terminal.h"
#include "model/paths.h"
#include "model/state.h"

/* Streams that broke one after the other without a word in between. */
#define BROKEN_MAX 3

struct waited {
	int64_t id;
	char *name, *reason;
	enum state state;
};

struct attention_rule {
	const struct globals *globals;
	const struct argv *ids;
	enum waiting_until until;
	int64_t started_ms, deadline_ms; /* -1: none */
	struct waited *tasks;
	size_t count;
	int broken;
};

static struct waited *find_task(struct attention_rule *waiting, int64_t id)
{
	for (size_t i = 0; i < waiting->count; i++)
		if (waiting->tasks[i].id == id)
			return &waiting->tasks[i];
	waiting->tasks = mem_grow(
		waiting->tasks, (waiting->count + 1) * sizeof(*waiting->tasks));
	waiting->tasks[waiting->count] = (struct waited){ .id = id };
	return &waiting->tasks[waiting->count++];
}

static void note_task(struct attention_rule *waiting, const cJSON *task)
{
	struct waited *waited = find_task(waiting, json_number(task, "id", 0));
	int state = state_from_name(json_text(task, "state"));

	mem_replace(&waited->name, json_text(task, "name"));
	mem_replace(&waited->reason, json_text(task, "reason"));
	waited->state = state < 0 ? STATE_BLOCKED : (enum state)state;
}

static void note_line(struct attention_rule *waiting, const cJSON *line)
{
	const cJSON *task = cJSON_GetObjectItemCaseSensitive(line, "task");

	if (task)
		note_task(waiting, task);
	cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(line,
					 "tasks")) note_task(waiting, task);
	waiting->broken = 0;
}

static bool has_started(enum state state)
{
	return state == STATE_RUNNING || state == STATE_WAITING ||
	       state == STATE_BACKOFF || state == STATE_PARKED ||
	       state == STATE_VERIFYING || state == STATE_PUBLISHING;
}

/* The exit status, or -1: it goes on. */
static int judge(const struct attention_rule *waiting)
{
	size_t completed = 0, started = 0, otherwise = 0;

	for (size_t i = 0; i < waiting->count; i++) {
		enum state state = waiting->tasks[i].state;

		completed += state == STATE_COMPLETED;
		otherwise +=
			state_is_at_rest(state) && state != STATE_COMPLETED;
		started += state_is_at_rest(state) || has_started(state);
	}
	if (waiting->until == UNTIL_STARTED)
		return started == waiting->count ? EXIT_DONE : -1;
	if (otherwise)
		return EXIT_NO;
	return completed == waiting->count ? EXIT_DONE : -1;
}

static void show_one(struct str *text, const struct waited *waited)
{
	str_addf(text, "%s %s", waited->name ? waited->name : "?",
		state_name(waited->state));
	if (waited->reason)
		str_addf(text, ": %s", waited->reason);
}

static void show_many(struct str *text, const struct attention_rule *waiting)
{
	size_t counts[STATES] = { 0 };

	for (size_t i = 0; i < waiting->count; i++)
		counts[waiting->tasks[i].state]++;
	str_addf(text, "%zu of %zu completed", counts[STATE_COMPLETED],
		waiting->count);
	for (int state = 0; state < STATE_COMPLETED; state++)
		if (counts[state])
			str_addf(text, ", %zu %s", counts[state],
				state_name((enum state)state));
}

static void show_progress(const struct attention_rule *waiting)
{
	struct str text = STR_INIT;
	char age[DURATION_TEXT_SIZE];
	int64_t ms = clock_boot_ms() - waiting->started_ms;

	if (!progress_is_shown() || !waiting->count)
		return;
	str_addf(&text, "%s  ", duration_text(ms - ms % 1000, age));
	if (waiting->count == 1)
		show_one(&text, waiting->tasks);
	else
		show_many(&text, waiting);
	progress_show(str_text(&text));
	str_clear(&text);
}

static void report(const struct attention_rule *waiting)
{
	for (size_t i = 0; i < waiting->count; i++) {
		const struct waited *waited = &waiting->tasks[i];
		char *reason;

		if (!state_is_at_rest(waited->state) ||
			waited->state == STATE_COMPLETED)
			continue;
		reason = text_one_line(
			waited->reason ? waited->reason : "", 200);
		log_info("'%s' is %s%s%s", waited->name,
			state_name(waited->state), waited->reason ? ": " : "",
			waited->reason ? reason : "");
		log_info("try: reeve show %s", waited->name);
		free(reason);
	}
}

static int64_t next_timeout(const struct attention_rule *waiting)
{
	int64_t left, tick = progress_is_shown() ? 1000 : -1;

	if (waiting->deadline_ms < 0)
		return tick;
	left = waiting->deadline_ms - clock_boot_ms();
	if (left < 0)
		return 0;
	return tick >= 0 && tick < left ? tick : left;
}

static int time_is_up(const struct attention_rule *waiting, struct err *err)
{
	if (waiting->deadline_ms < 0 || clock_boot_ms() < waiting->deadline_ms)
		return 0;
	return err_set(err, EXIT_TIMED_OUT,
		"gave up waiting: not all of them have completed");
}

/* Reads the stream to a status (0 or more), its end (-2), or an error (-1). */
static int follow(
	struct attention_rule *waiting, struct client *client, struct err *err)
{
	int status;

	while ((status = judge(waiting)) < 0) {
		cJSON *line = NULL;

		show_progress(waiting);
		if (time_is_up(waiting, err) < 0)
			return -1;
		switch (client_next(
			client, &line, next_timeout(waiting), err)) {
		case CLIENT_LINE:
			note_line(waiting, line);
			cJSON_Delete(line);
			break;
		case CLIENT_LATE:
			break;
		case CLIENT_ENDED:
			return -2;
		case CLIENT_FAILED:
			return -1;
		}
	}
	return status;
}

static int ask_and_follow(struct attention_rule *waiting, struct err *err)
{
	struct client *client = NULL;
	cJSON *request = ask_new("wait", NULL), *answer = NULL;
	int rc;

	json_add_list(request, "ids", waiting->ids);
	rc = client_open(&client, waiting->globals, CLIENT_START, err);
	if (rc < 0)
		cJSON_Delete(request);
	else
		rc = client_ask(client, request, &answer, err);
	if (rc == 0) {
		int broken = waiting->broken;

		note_line(waiting, answer);
		waiting->broken = broken;
		rc = follow(waiting, client, err);
	}
	cJSON_Delete(answer);
	client_close(client);
	return rc;
}

int check_not_taken_down(const struct globals *globals, struct err *err)
{
	struct path state;

	if (path_find_state(&state, globals->state, err) < 0)
		return -1;
	if (access(path_state(state.text, "down").text, F_OK) < 0)
		return 0;
	return err_set(err, EXIT_TRY_LATER,
		"gave up waiting: reeved was taken down; agents go on");
}

int wait_for_tasks(const struct globals *globals, const struct argv *ids,
	enum waiting_until until, int64_t timeout_ms, struct err *err)
{
	struct attention_rule waiting = { .globals = globals,
		.ids = ids,
		.until = until,
		.started_ms = clock_boot_ms(),
		.deadline_ms = -1 };
	int rc;

	if (timeout_ms >= 0)
		waiting.deadline_ms = waiting.started_ms + timeout_ms;
	while ((rc = ask_and_follow(&waiting, err)) == -2) {
		if ((rc = check_not_taken_down(globals, err)) < 0)
			break;
		if (++waiting.broken > BROKEN_MAX) {
			rc = err_set(err, EXIT_TRY_LATER,
				"gave up waiting: reeved ends again and again");
			break;
		}
	}
	progress_clear();
	if (rc == EXIT_NO)
		report(&waiting);
	for (size_t i = 0; i < waiting.count; i++) {
		free(waiting.tasks[i].name);
		free(waiting.tasks[i].reason);
	}
	free(waiting.tasks);
	return rc;
}
