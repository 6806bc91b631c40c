/*
 * timeline - the story of one task, as JSON: see timeline.h
 *
 * Runs are the backbone, for their rows stay; events are pruned some day and
 * add what the runs do not tell. A row has only the last of what was found and
 * decided (publishing may fail long after the end, a breaker open): while there
 * are events of that they stand for it, each in its time.
 */
#include "policy/explain/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/review.h"
#include "policy/explain/timeline_text.h"

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

/* The first of its kind about a run; NULL: there is none (any more). */
static const struct journal_line *event_of(const struct journal_list *events,
	enum journal_kind kind, const char *run)
{
	for (size_t i = 0; i < events->count; i++) {
		const struct journal_line *event = &events->items[i];

		if (event->run && event->kind == kind &&
			!strcmp(event->run, run))
			return event;
	}
	return NULL;
}

/* One that never began has no length and no status. */
static char *text_of_end(const struct run *run, const char *verdict)
{
	char length[DURATION_TEXT_SIZE], status[STATUS_TEXT_SIZE];

	if (!run->started_ms)
		return mem_copy(verdict);
	return mem_format("%s, after %s: %s", verdict,
		duration_text(run->ended_ms - run->started_ms, length),
		run->status_known ? wait_status_text(run->wait_status, status)
				  : "wait status not known");
}

static void tell_end(struct story *story, const struct run *run,
	const struct journal_list *events)
{
	char id[RUN_ID_SIZE];
	const struct journal_line *event = event_of(
		events, JOURNAL_ENDED, run_id(id, run->task, run->number));
	const char *verdict = event ? json_text(event->data, "verdict") : NULL;
	struct evidence_list evidence = { 0 };
	cJSON *json = tell(story, run->ended_ms, "ended", id,
		text_of_end(
			run, verdict ? verdict : verdict_name(run->verdict)));

	if (!event ||
		!evidence_read(&evidence, cJSON_GetObjectItemCaseSensitive(
						  event->data, "evidence")))
		evidence_add_all(&evidence, &run->evidence, 0);
	evidence_write_member(json, "evidence", &evidence);
	evidence_clear(&evidence);
	if (!event_of(events, JOURNAL_DECISION, id))
		tell(story, run->ended_ms, "decision", id,
			mem_format("%s: %s", action_name(run->decision),
				run->reason.text ? run->reason.text : ""));
}

static void tell_run(struct story *story, const struct run *run,
	const struct run *before, const struct journal_list *events)
{
	if (run->started_ms)
		tell_start(story, run, before);
	if (run->judged)
		tell_end(story, run, events);
}

static void tell_event(struct story *story, const struct journal_line *event)
{
	char *text = timeline_text(event);

	if (text)
		tell(story, event->time_ms, journal_kind_name(event->kind),
			event->run, text);
}

/* A review that lets a task go on is followed by what it asks for. */
static bool is_told(const struct journal_list *events, size_t index)
{
	const struct journal_line *event = &events->items[index];
	const char *what, *said;

	if (!index || event->kind != JOURNAL_ASKED ||
		event[-1].kind != JOURNAL_REVIEW)
		return false;
	what = json_text(event->data, "what");
	said = json_text(event[-1].data, "what");
	return what && !strcmp(what, run_mode_name(RUN_RESUME)) &&
	       (review_what_from_name(said) == REVIEW_APPROVE ||
		       review_what_from_name(said) == REVIEW_ANSWER);
}

/* When it came to rest: what was decided comes before that. */
static int64_t rest_ms(const struct story *story, const struct task *task)
{
	int64_t ms = task->ended_ms;

	for (size_t i = 0; i < story->count; i++)
		if (story->items[i].ms > ms &&
			journal_kind_from_name(json_text(story->items[i].json,
				"what")) == JOURNAL_DECISION)
			ms = story->items[i].ms;
	return ms;
}

static void tell_state(struct story *story, const struct task *task)
{
	bool rests = state_is_at_rest(task->state) && task->ended_ms;
	bool says_why = task->reason.text && *task->reason.text &&
			task->state != STATE_COMPLETED;
	char *text = mem_format("%s%s%s", state_name(task->state),
		says_why ? ": " : "", says_why ? task->reason.text : "");

	tell(story, rests ? rest_ms(story, task) : INT64_MAX,
		rests ? "rest" : "now", NULL, text);
}

/* The profile it was submitted with: it may have had others since. */
static const char *first_profile(const struct task *task,
	const struct run_list *runs, const struct journal_list *events)
{
	const struct run *run = runs->count ? &runs->items[0] : NULL;
	int64_t begun_ms = !run              ? 0
			   : run->started_ms ? run->started_ms
					     : run->ended_ms;

	for (size_t i = 0; i < events->count; i++) {
		const struct journal_line *event = &events->items[i];
		const char *from = json_text(event->data, "from");

		if (from && (!begun_ms || event->time_ms <= begun_ms) &&
			(event->kind == JOURNAL_REASSIGNED ||
				event->kind == JOURNAL_ASKED))
			return from;
	}
	return run ? run->profile : task->profile;
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
	const struct journal_list *events)
{
	struct story story = { 0 };
	cJSON *array = cJSON_CreateArray();

	tell(&story, task->created_ms, "submitted", NULL,
		mem_format("%s, %s", first_profile(task, runs, events),
			task->repo));
	for (size_t i = 0; i < runs->count; i++)
		tell_run(&story, &runs->items[i],
			i ? &runs->items[i - 1] : NULL, events);
	for (size_t i = 0; i < events->count; i++)
		if (!is_told(events, i))
			tell_event(&story, &events->items[i]);
	tell_state(&story, task);
	for (size_t i = 0; i < story.count; i++) {
		complete(story.items[i].json);
		cJSON_AddItemToArray(array, story.items[i].json);
	}
	free(story.items);
	return array;
}
