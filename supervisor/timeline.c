/*
 * timeline - the story of one task, as JSON: see timeline.h
 *
 * Runs are the backbone, for their rows stay; events are pruned some day and
 * add only what the runs do not tell.
 */
#include "supervisor/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

struct item {
	int64_t ms; /* INT64_MAX: now */
	cJSON *json;
};

struct story {
	struct item *items;
	size_t count;
};

/* Owns `text`. Goes behind all that are not later. */
static cJSON *tell(struct story *story, int64_t ms, const char *what,
	const char *run, char *text)
{
	cJSON *json = cJSON_CreateObject();
	size_t at = story->count++;

	json_add_time(json, "time", ms == INT64_MAX ? 0 : ms);
	json_add_text(json, "what", what);
	json_add_text(json, "run", run);
	json_add_text(json, "text", text);
	free(text);
	story->items =
		mem_grow(story->items, story->count * sizeof(*story->items));
	for (; at && story->items[at - 1].ms > ms; at--)
		story->items[at] = story->items[at - 1];
	story->items[at] = (struct item){ ms, json };
	return json;
}

static void tell_start(
	struct story *story, const struct run *run, const struct run *before)
{
	int64_t gap_ms = before && before->ended_ms
				 ? run->started_ms - before->ended_ms
				 : -1;
	char id[RUN_ID_SIZE], gap[DURATION_TEXT_SIZE];
	char *text = gap_ms < 0
			     ? mem_format("%s, %s", run_mode_name(run->mode),
				       run->profile)
			     : mem_format("%s, %s, %s after the run before",
				       run_mode_name(run->mode), run->profile,
				       duration_text(gap_ms, gap));
	cJSON *json = tell(story, run->started_ms, "started",
		run_id(id, run->task, run->number), text);

	if (gap_ms >= 0)
		json_add_number(json, "gap_ms", gap_ms);
}

static void tell_end(struct story *story, const struct run *run)
{
	char id[RUN_ID_SIZE], status[STATUS_TEXT_SIZE];
	char length[DURATION_TEXT_SIZE];
	char *text;
	cJSON *json;

	duration_text(
		run->started_ms ? run->ended_ms - run->started_ms : 0, length);
	run_id(id, run->task, run->number);
	text = mem_format("%s, after %s: %s", verdict_name(run->verdict),
		length,
		run->status_known ? wait_status_text(run->wait_status, status)
				  : "wait status not known");
	json = tell(story, run->ended_ms, "ended", id, text);
	json_add_list(json, "evidence", &run->evidence);
	tell(story, run->ended_ms, "decision", id,
		mem_format("%s: %s", action_name(run->decision),
			run->reason ? run->reason : ""));
}

static void tell_run(
	struct story *story, const struct run *run, const struct run *before)
{
	if (run->started_ms)
		tell_start(story, run, before);
	if (run->judged)
		tell_end(story, run);
}

static char *text_of_asked(const struct event *event)
{
	const char *what = json_text(event->data, "what");
	const char *by = json_text(event->data, "by");

	return mem_format(
		"%s, by %s", what ? what : "something", by ? by : "somebody");
}

static char *text_of_checkpoint(const struct event *event)
{
	const char *status = json_text(event->data, "status");

	return mem_format("%s: %lld done, %lld to come",
		status ? status : "no status",
		(long long)json_number(event->data, "completed", 0),
		(long long)json_number(event->data, "next", 0));
}

static char *text_of_member(const struct event *event, const char *name)
{
	const char *text = json_text(event->data, name);

	return mem_copy(text ? text : "");
}

static char *text_of_list(const struct event *event, const char *name)
{
	struct str text = STR_INIT;
	const cJSON *item;

	cJSON_ArrayForEach(
		item, cJSON_GetObjectItemCaseSensitive(event->data, name))
	{
		if (cJSON_IsString(item))
			str_addf(&text, "%s%s", text.len ? "; " : "",
				item->valuestring);
	}
	return text.text ? str_take(&text) : mem_copy("");
}

static void tell_event(struct story *story, const struct event *event)
{
	char *text;

	if (!strcmp(event->kind, "asked"))
		text = text_of_asked(event);
	else if (!strcmp(event->kind, "checkpoint"))
		text = text_of_checkpoint(event);
	else if (!strcmp(event->kind, "checkpoint_refused"))
		text = text_of_member(event, "reason");
	else if (!strcmp(event->kind, "repaired"))
		text = text_of_list(event, "done");
	else if (!strcmp(event->kind, "published"))
		text = text_of_member(event, "answer");
	else if (!strcmp(event->kind, "publish_failed"))
		text = text_of_list(event, "evidence");
	else if (!strcmp(event->kind, "saved"))
		text = text_of_member(event, "ref");
	else if (!strcmp(event->kind, "waiting") ||
		 !strcmp(event->kind, "answered"))
		text = text_of_member(event, "what");
	else
		return;
	tell(story, event->time_ms, event->kind, event->run, text);
}

static void tell_state(struct story *story, const struct task *task)
{
	bool rests = state_is_at_rest(task->state) && task->ended_ms;
	bool says_why =
		task->reason && *task->reason && task->state != STATE_COMPLETED;
	char *text = mem_format("%s%s%s", state_name(task->state),
		says_why ? ": " : "", says_why ? task->reason : "");

	tell(story, rests ? task->ended_ms : INT64_MAX, rests ? "rest" : "now",
		NULL, text);
}

/* Every item has every member. */
static void complete(cJSON *json)
{
	if (!cJSON_GetObjectItemCaseSensitive(json, "evidence"))
		cJSON_AddArrayToObject(json, "evidence");
	if (!cJSON_GetObjectItemCaseSensitive(json, "gap_ms"))
		cJSON_AddNullToObject(json, "gap_ms");
}

cJSON *timeline_write(const struct task *task, const struct run_list *runs,
	const struct event_list *events)
{
	struct story story = { 0 };
	cJSON *array = cJSON_CreateArray();

	tell(&story, task->created_ms, "submitted", NULL,
		mem_format("%s, %s", task->profile, task->repo));
	for (size_t i = 0; i < runs->count; i++)
		tell_run(&story, &runs->items[i],
			i ? &runs->items[i - 1] : NULL);
	for (size_t i = 0; i < events->count; i++)
		tell_event(&story, &events->items[i]);
	tell_state(&story, task);
	for (size_t i = 0; i < story.count; i++) {
		complete(story.items[i].json);
		cJSON_AddItemToArray(array, story.items[i].json);
	}
	free(story.items);
	return array;
}
