/*
 * request_metrics - how well it goes: see requests.h
 *
 * The figures are computed here, from the store; what no task accounts for is
 * looked for in a worker, which answers when it has looked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "dispatcher/orphans.h"
#include "supervisor/admission/daily_budget.h"
#include "supervisor/admission/admission.h"
#include "policy/metrics.h"
#include "supervisor/api/metrics_json.h"
#include "supervisor/api/requests.h"

#define EVENTS_READ  1000 /* the newest of them are looked through */
#define EVENTS_SHOWN 10

struct question {
	struct daemon *daemon;
	struct client *client;
	struct history history;
	int64_t since_ms, now_ms;
};

static void question_free(void *arg)
{
	struct question *question = arg;

	client_release(question->client);
	history_clear(&question->history);
	free(question);
}

/* In the worker. */
static int look(void *arg, cJSON *answer, struct err *err)
{
	const struct question *question = arg;

	(void)err;
	orphans_find(answer, question->daemon->state, &question->history);
	return 0;
}

/* Something was decided that was not simply "it is complete". */
static bool is_of_interest(const struct journal_line *event)
{
	const char *decision = json_text(event->data, "decision");

	return event->kind == JOURNAL_DECISION && decision &&
	       strcmp(decision, "complete") != 0;
}

static void add_events(const struct question *question, cJSON *metrics)
{
	cJSON *array = cJSON_AddArrayToObject(metrics, "events");
	struct store *store = question->daemon->store;
	struct journal_list events = { 0 };
	size_t from, count = 0;
	int64_t last;

	if (store_last_journal(store, &last, NULL) < 0 ||
		store_list_journal(store, last - EVENTS_READ, EVENTS_READ,
			&events, NULL) < 0)
		return;
	for (from = events.count; from && count < EVENTS_SHOWN; from--)
		count += is_of_interest(&events.items[from - 1]);
	for (size_t i = from; i < events.count; i++)
		if (is_of_interest(&events.items[i]) &&
			events.items[i].time_ms >= question->since_ms)
			cJSON_AddItemToArray(
				array, journal_line_write(&events.items[i]));
	journal_list_clear(&events);
}

static void add_orphans(
	const struct question *question, cJSON *metrics, const cJSON *found)
{
	static const char *const kinds[] = { "keepers", "processes",
		"worktrees" };
	cJSON *orphans = cJSON_AddObjectToObject(metrics, "orphans");
	int64_t target = question->daemon->config.targets.orphans, count = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const cJSON *list =
			cJSON_GetObjectItemCaseSensitive(found, kinds[i]);

		count += cJSON_GetArraySize(list);
		cJSON_AddItemToObject(
			orphans, kinds[i], cJSON_Duplicate(list, true));
	}
	json_add_number(orphans, "count", count);
	json_add_number(orphans, "target", target);
	json_add_bool(orphans, "met", count <= target);
}

static void looked(void *arg, int rc, const cJSON *found, const struct err *why)
{
	struct question *question = arg;
	struct metrics metrics;
	cJSON *line, *json;

	if (client_is_gone(question->client))
		return;
	if (rc < 0) {
		client_refuse(question->client, why);
		return;
	}
	line = cJSON_CreateObject();
	json_add_bool(line, "ok", true);
	json = cJSON_AddObjectToObject(line, "metrics");
	json_add_time(json, "since", question->since_ms);
	json_add_time(json, "until", question->now_ms);
	metrics_compute(&metrics, &question->history, question->since_ms);
	metrics_write(json, &metrics, &question->daemon->config);
	metrics_clear(&metrics);
	daily_budget_write(question->daemon, json);
	add_orphans(question, json, found);
	add_events(question, json);
	cJSON_AddItemToObject(
		json, "gates", admission_write_shut(question->daemon));
	client_answer(question->client, line);
}

int request_metrics(struct daemon *daemon, struct client *client,
	const cJSON *request, struct err *err)
{
	int64_t period_ms = json_number(request, "period_ms", 0);
	struct question *question = mem_alloc(sizeof(*question));
	struct work work = { look, looked, question, question_free, 0 };

	question->daemon = daemon;
	question->client = client_hold(client);
	question->now_ms = clock_wall_ms();
	if (period_ms > 0 && period_ms < question->now_ms)
		question->since_ms = question->now_ms - period_ms;
	if (store_list_history(daemon->store, &question->history, err) < 0) {
		question_free(question);
		return -1;
	}
	return worker_start(daemon->workers, &work, err);
}
