/*
 * request_look - requests that read tasks and the journal: see requests.h
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/admission/waiting_person.h"
#include "supervisor/api/requests.h"
#include "supervisor/api/subscribe.h"
#include "supervisor/api/view.h"
#include "supervisor/core/notify_failures.h"

/* A page of the journal; one of these is read within the loop. */
#define PAGE_LINES      1000
#define PAGE_LINES_HERE 100
/* As many tasks are listed within the loop. */
#define LIST_TASKS_HERE 20
/* What is over for longer than this is listed with --all only. */
#define RECENT_MS (INT64_C(24) * 3600 * 1000)

bool request_list_is_long(struct turn *turn, const cJSON *request)
{
	int64_t count = 0;

	return json_bool(request, "all") ||
	       store_count_tasks(turn->store, STORE_RECENT,
		       turn->now_ms - RECENT_MS, LIST_TASKS_HERE + 1, &count,
		       NULL) < 0 ||
	       count > LIST_TASKS_HERE;
}

static cJSON *view_tasks(struct turn *turn, const struct task_list *tasks)
{
	cJSON *array = cJSON_CreateArray();

	for (size_t i = 0; i < tasks->count; i++)
		cJSON_AddItemToArray(
			array, view_task(turn, &tasks->items[i], VIEW_LINE));
	return array;
}

int request_list(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	bool all = json_bool(request, "all");
	struct task_list tasks = { 0 };
	cJSON *line;

	if (store_list_tasks(turn->store, all ? STORE_ALL : STORE_RECENT,
		    turn->now_ms - RECENT_MS, &tasks, err) < 0)
		return -1;
	line = view_ok();
	cJSON_AddItemToObject(line, "tasks", view_tasks(turn, &tasks));
	reply_answer(reply, line);
	task_list_clear(&tasks);
	return 0;
}

int request_show(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	struct task task = TASK_INIT;
	int rc = request_find_task(turn, request, &task, err);

	if (rc == 0)
		reply_answer(reply, view_ok_task(turn, &task));
	task_clear(&task);
	return rc;
}

int request_wait(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	const cJSON *ids = cJSON_GetObjectItemCaseSensitive(request, "ids");
	size_t count = (size_t)cJSON_GetArraySize(ids), n = 0;
	struct subscription what = { 0 };
	struct task_list tasks = { 0 };
	const cJSON *id;
	cJSON *line;
	int rc = 0;

	if (!count)
		return err_set(err, EXIT_WRONG_USE, "request: ids: none given");
	tasks.items = mem_alloc(count * sizeof(*tasks.items));
	cJSON_ArrayForEach(id, ids)
	{
		const char *word = cJSON_GetStringValue(id);

		if ((rc = store_find_task(turn->store, word ? word : "",
			     &tasks.items[n], err)) < 0)
			goto out;
		tasks.count = ++n;
	}
	what.tasks = mem_alloc(n * sizeof(*what.tasks));
	for (size_t i = 0; i < n; i++)
		what.tasks[i] = tasks.items[i].id;
	what.task_count = n;
	line = view_ok();
	cJSON_AddItemToObject(line, "tasks", view_tasks(turn, &tasks));
	reply_subscribe(reply, &what);
	reply_stream(reply, line);
	if (!reply_is_gone(reply))
		subscriber_finish(turn, reply, &what);
out:
	task_list_clear(&tasks);
	return rc;
}

int request_reviews(struct turn *turn, struct reply *reply,
	const cJSON *request, struct err *err)
{
	struct task_list tasks = { 0 };
	cJSON *line, *array, *view;

	(void)request;
	if (store_list_tasks(
		    turn->store, STORE_RECENT, turn->now_ms, &tasks, err) < 0)
		return -1;
	line = view_ok();
	array = cJSON_AddArrayToObject(line, "tasks");
	for (size_t i = 0; i < tasks.count; i++) {
		if (!task_waits_for_person(turn, &tasks.items[i]))
			continue;
		view = view_task(turn, &tasks.items[i], VIEW_LINE);
		view_add_reviews(turn, &tasks.items[i], view);
		cJSON_AddItemToArray(array, view);
	}
	reply_answer(reply, line);
	task_list_clear(&tasks);
	return 0;
}

/* Who follows is subscribed here: then its page is a small one. */
static int64_t page_size(const cJSON *request)
{
	int64_t limit = json_number(request, "limit", PAGE_LINES);
	int64_t most =
		json_bool(request, "follow") ? PAGE_LINES_HERE : PAGE_LINES;

	return limit < 1 || limit > most ? most : limit;
}

bool request_events_is_long(struct turn *turn, const cJSON *request)
{
	(void)turn;
	return page_size(request) > PAGE_LINES_HERE;
}

int request_events(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	int64_t after = json_number(request, "after", 0);
	int64_t limit = page_size(request), last = after;
	struct journal_list lines = { 0 };
	cJSON *answer, *array;

	if (store_list_journal(turn->store, after, (int)limit, &lines, err) < 0)
		return -1;
	answer = view_ok();
	array = cJSON_AddArrayToObject(answer, "events");
	for (size_t i = 0; i < lines.count; i++) {
		cJSON_AddItemToArray(
			array, journal_line_write(&lines.items[i]));
		last = lines.items[i].number;
	}
	json_add_number(answer, "last", last);
	/* Who follows reads to the end first: a full page is not the end. */
	if (json_bool(request, "follow") && (int64_t)lines.count < limit) {
		reply_subscribe(
			reply, &(struct subscription){ .journal = true });
		json_add_bool(answer, "following", true);
		reply_stream(reply, answer);
	} else {
		reply_answer(reply, answer);
	}
	journal_list_clear(&lines);
	return 0;
}

/* What holds runs back is told; an open breaker is a problem as well. */
static void add_admission(struct turn *turn, cJSON *line)
{
	cJSON *rows = admission_write_shut(turn);
	cJSON *problems = cJSON_GetObjectItemCaseSensitive(line, "problems");
	const cJSON *row;

	cJSON_ArrayForEach(row, rows)
	{
		const char *reason = json_text(row, "reason");

		if (reason)
			cJSON_AddItemToArray(
				problems, cJSON_CreateString(reason));
	}
	cJSON_AddItemToObject(line, "gates", rows);
	cJSON_AddItemToObject(line, "admission", cJSON_Duplicate(rows, true));
}

static void add_failures(struct turn *turn, cJSON *line)
{
	cJSON *problems = cJSON_GetObjectItemCaseSensitive(line, "problems");
	struct err err = ERR_INIT;
	cJSON *problem;

	if (!notify_failures(turn->store, turn->now_ms, &err))
		return;
	problem = cJSON_CreateObject();
	json_add_text(problem, "what", err.message);
	json_add_text(problem, "try", err.hint);
	cJSON_AddItemToArray(problems, problem);
}

int request_status(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	const struct host *host = turn->host;
	int64_t counts[STATES] = { 0 };
	cJSON *line, *states;

	(void)request;
	if (store_count_states(turn->store, counts, err) < 0)
		return -1;
	line = view_ok();
	json_add_number(line, "pid", getpid());
	json_add_text(line, "version", REEVE_VERSION);
	json_add_text(line, "state", host->state);
	json_add_number(line, "epoch", host->epoch);
	json_add_time(line, "started", host->started_ms);
	json_add_number(line, "max_agents", turn->config->max_agents);
	states = cJSON_AddObjectToObject(line, "tasks");
	for (int i = 0; i < STATES; i++)
		if (counts[i])
			json_add_number(
				states, state_name((enum state)i), counts[i]);
	json_add_list(line, "problems", &host->problems);
	add_admission(turn, line);
	add_failures(turn, line);
	reply_answer(reply, line);
	return 0;
}
