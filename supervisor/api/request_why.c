/*
 * request_why - the root-cause account of a task: see requests.h
 *
 * Gathers what timeline and why need: rows of the store, and of each run that
 * went wrong the record that its keeper wrote, while it is kept.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/paths.h"
#include "supervisor/core/dependencies.h"
#include "supervisor/api/requests.h"
#include "policy/explain/timeline.h"
#include "policy/explain/why.h"

#define EVENTS_READ 1000

static bool went_wrong(const struct run *run)
{
	return run->judged && run->verdict != VERDICT_COMPLETED &&
	       run->verdict != VERDICT_STOPPED;
}

static cJSON *write_cause(const struct run *run, const struct cause *cause)
{
	cJSON *json = cJSON_CreateObject(), *array;
	char id[RUN_ID_SIZE];

	json_add_text(json, "run", run_id(id, run->task, run->number));
	json_add_text(json, "verdict", verdict_name(run->verdict));
	json_add_time(json, "time", run->ended_ms);
	json_add_bool(json, "certain", cause->certain);
	json_add_text(json, "text", cause->text);
	array = cJSON_AddArrayToObject(json, "hypotheses");
	for (size_t i = 0; i < cause->count; i++) {
		cJSON *object = cJSON_CreateObject();

		json_add_text(object, "cause", cause->items[i].cause);
		json_add_list(object, "for", &cause->items[i].speaks_for);
		json_add_list(
			object, "against", &cause->items[i].speaks_against);
		cJSON_AddItemToArray(array, object);
	}
	return json;
}

/* What it wanted of a person at its end, from its events; what it did as it was
 * ended tells nothing. */
static const char *waiting_of(const struct journal_list *events,
	const char *run, const struct record *record)
{
	int64_t until_ms =
		record && record->stop.ms ? record->stop.ms : INT64_MAX;
	const char *what = NULL;

	for (size_t i = 0; i < events->count; i++) {
		const struct journal_line *event = &events->items[i];

		if (!event->run || strcmp(event->run, run) != 0 ||
			event->time_ms > until_ms)
			continue;
		if (event->kind == JOURNAL_WAITING)
			what = json_text(event->data, "what");
		else if (event->kind == JOURNAL_GOES_ON)
			what = NULL;
	}
	return what;
}

static int add_cause(struct turn *turn, const struct run *run,
	const struct journal_list *events, cJSON *causes, struct err *err)
{
	char id[RUN_ID_SIZE];
	struct path path = path_run(turn->host->state,
		run_id(id, run->task, run->number), "record.json");
	struct record record = RECORD_INIT;
	struct history others = { 0 };
	struct why_facts facts = { .run = run, .others = &others };
	struct cause cause;

	if (store_list_ends(turn->store, run->ended_ms - WHY_TOGETHER_MS,
		    run->ended_ms + WHY_TOGETHER_MS, &others, err) < 0)
		return -1;
	why_keep_others(&others, run);
	if (record_read(&record, path.text, NULL) == 0)
		facts.record = &record;
	facts.waiting = waiting_of(events, id, facts.record);
	why(&cause, &facts);
	cJSON_AddItemToArray(causes, write_cause(run, &cause));
	cause_clear(&cause);
	record_clear(&record);
	history_clear(&others);
	return 0;
}

/* "completed; 2 of 3 runs went wrong, the last one: killed" */
static void add_summary(
	cJSON *json, const struct task *task, const struct run_list *runs)
{
	const struct run *last = NULL;
	long long failures = 0;
	char *text;

	for (size_t i = 0; i < runs->count; i++)
		if (went_wrong(&runs->items[i])) {
			last = &runs->items[i];
			failures++;
		}
	if (last)
		text = mem_format("%s; %lld of %zu runs went wrong, the last "
				  "one: %s",
			state_name(task->state), failures, runs->count,
			verdict_name(last->verdict));
	else
		text = mem_format(
			"%s; no run went wrong", state_name(task->state));
	json_add_text(json, "summary", text);
	free(text);
}

static void add_task(cJSON *json, const struct task *task)
{
	cJSON *object = cJSON_AddObjectToObject(json, "task");

	json_add_number(object, "id", task->id);
	json_add_text(object, "name", task->name);
	json_add_text(object, "state", state_name(task->state));
	json_add_text(object, "profile", task->profile);
	json_add_text(object, "repo", task->repo);
	json_add_text(object, "branch", task->branch);
	json_add_number(object, "runs", task->runs);
	if (task->files_known)
		json_add_number(object, "files", task->files);
	else
		json_add_text(object, "files", NULL);
	reason_write(object, task->reason.code, task->reason.text);
}

static int add_causes(struct turn *turn, const struct run_list *runs,
	const struct journal_list *events, cJSON *json, struct err *err)
{
	cJSON *causes = cJSON_AddArrayToObject(json, "causes");

	for (size_t i = 0; i < runs->count; i++)
		if (went_wrong(&runs->items[i]) &&
			add_cause(turn, &runs->items[i], events, causes, err) <
				0)
			return -1;
	return 0;
}

int request_why(struct turn *turn, struct reply *reply, const cJSON *request,
	struct err *err)
{
	struct task task = TASK_INIT;
	struct run_list runs = { 0 };
	struct journal_list events = { 0 };
	cJSON *line = cJSON_CreateObject(), *json;
	int rc;

	if ((rc = request_find_task(turn, request, &task, err)) < 0 ||
		(rc = store_list_runs(turn->store, task.id, &runs, err)) < 0 ||
		(rc = store_list_task_journal(
			 turn->store, task.id, EVENTS_READ, &events, err)) < 0)
		goto out;
	if (task.state == STATE_BLOCKED) {
		reason_clear(&task.reason);
		task.reason = (struct reason){ REASON_DEPENDENCY,
			dependencies_reason(turn->store, &task) };
	}
	json_add_bool(line, "ok", true);
	json = cJSON_AddObjectToObject(line, "why");
	add_task(json, &task);
	add_summary(json, &task, &runs);
	cJSON_AddItemToObject(
		json, "timeline", timeline_write(&task, &runs, &events));
	rc = add_causes(turn, &runs, &events, json, err);
	if (rc == 0) {
		reply_answer(reply, line);
		line = NULL;
	}
out:
	cJSON_Delete(line);
	journal_list_clear(&events);
	run_list_clear(&runs);
	task_clear(&task);
	return rc;
}
