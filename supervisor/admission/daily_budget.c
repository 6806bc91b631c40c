/*
 * daily_budget - what all tasks together may use in one day: see daily_budget.h
 *
 * What was used is asked of the store each time, and what goes is added: there
 * is nothing to keep, and nothing that a restart could forget. That people were
 * told, and until when, is the limit of ADMISSION_ALL.
 */
#include "supervisor/admission/daily_budget.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/live_usage.h"

static struct day_use use_of(struct turn *turn, int64_t now_ms)
{
	struct day_use use = { 0 };
	struct usage going;
	struct err err = ERR_INIT;

	if (store_sum_day(turn->store, zone_day_begin(NULL, now_ms), now_ms,
		    &use, &err) < 0)
		log_err(&err);
	going = live_usage_sum(turn->live_usage);
	usage_add(&use.usage, &going);
	return use;
}

static enum budget_day state_of(
	struct turn *turn, int64_t now_ms, char text[BUDGET_TEXT_SIZE])
{
	const struct daily_limits *limits = &turn->config->daily;
	struct day_use use;

	if (!budget_has_day(limits))
		return DAY_OPEN;
	use = use_of(turn, now_ms);
	return budget_of_day(text, limits, &use);
}

int64_t daily_budget_is_spent(struct turn *turn, char text[BUDGET_TEXT_SIZE])
{
	int64_t now_ms = turn->now_ms;

	return state_of(turn, now_ms, text) == DAY_OPEN
		       ? 0
		       : zone_day_end(NULL, now_ms);
}

int64_t daily_budget_ends_ms(struct turn *turn)
{
	int64_t now_ms = turn->now_ms;
	struct day_use use;

	if (!turn->config->daily.run_time_ms)
		return 0;
	use = use_of(turn, now_ms);
	return budget_day_end(&turn->config->daily, &use, use.going, now_ms);
}

static bool run_goes(const struct turn *turn, const struct task *task)
{
	(void)turn;
	return (task->state == STATE_RUNNING || task->state == STATE_WAITING) &&
	       task->wanted == WANTED_RUN;
}

/* A CLI that has told its total uses no more. */
static bool run_uses_more(const struct turn *turn, const struct task *task)
{
	const struct live_usage_row *row =
		live_usage_find(turn->live_usage, task->id);

	return run_goes(turn, task) && !(row && row->is_total);
}

static bool waits_for_day(const struct turn *turn, const struct task *task)
{
	(void)turn;
	return task->state == STATE_QUEUED ||
	       (task->state == STATE_PARKED &&
		       task->verdict == VERDICT_TIMED_OUT);
}

/* Posts an event like `event` to each task that fits. */
static void post_each(struct turn *turn,
	bool (*fits)(const struct turn *turn, const struct task *task),
	const struct event *event)
{
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(turn->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++) {
		struct event copy = *event;

		if (!fits(turn, &tasks.items[i]))
			continue;
		copy.task = tasks.items[i].id;
		copy.evidence = (struct evidence_list){ 0 };
		evidence_add_all(&copy.evidence, &event->evidence, 0);
		turn_post(turn, &copy);
	}
	task_list_clear(&tasks);
}

static void end_all(struct turn *turn, enum budget_day day, const char *text,
	int64_t until_ms)
{
	struct event event = { .kind = EVENT_MUST_END,
		.verdict = VERDICT_TIMED_OUT,
		.until_ms = until_ms };

	evidence_addf(&event.evidence, EVIDENCE_DAILY_BUDGET, "%s", text);
	evidence_addf(&event.evidence, EVIDENCE_ENDED_BY_REEVE,
		"so reeve ended the run until the next day");
	post_each(turn, day == DAY_OVER ? run_goes : run_uses_more, &event);
	event_clear(&event);
}

/* Until when all of them wait, as people were told; 0: they were not. */
static int64_t told_until(struct turn *turn)
{
	struct admission admission;
	int64_t until_ms = 0;

	if (admission_get(turn, ADMISSION_ALL, &admission))
		until_ms = admission.limit_ms;
	admission_clear(&admission);
	return until_ms;
}

static void remember(struct turn *turn, int64_t until_ms)
{
	struct admission admission;

	if (admission_get(turn, ADMISSION_ALL, &admission)) {
		admission.limit_ms = until_ms;
		admission_save(turn, &admission);
	}
	admission_clear(&admission);
}

static void tell(struct turn *turn, const char *text, int64_t until_ms)
{
	char when[CLOCK_TEXT_SIZE];
	char *reason = mem_format("%s; nothing begins before %s", text,
		clock_text(until_ms, when));
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "reason", reason);
	json_add_time(data, "until", until_ms);
	journal(turn, JOURNAL_DAY_SPENT, NULL, 0, data);
	turn_post(turn, &(struct event){ .kind = EVENT_TELL_PEOPLE,
				.notify = NOTIFY_PARKED,
				.text = mem_copy(reason) });
	remember(turn, until_ms);
	free(reason);
}

bool daily_budget_is_told(struct turn *turn)
{
	return told_until(turn) > turn->now_ms;
}

void daily_budget_check(struct turn *turn)
{
	int64_t now_ms = turn->now_ms, told_ms = told_until(turn);
	char text[BUDGET_TEXT_SIZE];
	enum budget_day day = state_of(turn, now_ms, text);

	if (day == DAY_OPEN) {
		if (told_ms)
			remember(turn, 0);
		/* Before its end: a person has raised the limit. After it each
		 * comes when it is due. */
		if (told_ms > now_ms)
			post_each(turn, waits_for_day,
				&(struct event){ .kind = EVENT_DUE });
		return;
	}
	if (told_ms <= now_ms)
		tell(turn, text, zone_day_end(NULL, now_ms));
	if (day != DAY_FULL)
		end_all(turn, day, text, zone_day_end(NULL, now_ms));
}

static cJSON *add_part(cJSON *day, const char *name)
{
	return cJSON_AddObjectToObject(day, name);
}

static void add_number(
	cJSON *day, const char *name, int64_t used, int64_t limit)
{
	cJSON *part = add_part(day, name);

	json_add_number(part, "used", used);
	if (limit)
		json_add_number(part, "limit", limit);
	else
		json_add_text(part, "limit", NULL);
}

static void add_cost(cJSON *day, int64_t used, int64_t limit)
{
	cJSON *part = add_part(day, "cost_usd");

	cJSON_AddNumberToObject(part, "used", (double)used / USAGE_COST_UNIT);
	if (limit)
		cJSON_AddNumberToObject(
			part, "limit", (double)limit / USAGE_COST_UNIT);
	else
		json_add_text(part, "limit", NULL);
}

void daily_budget_write(struct turn *turn, cJSON *json)
{
	const struct daily_limits *limits = &turn->config->daily;
	int64_t now_ms = turn->now_ms;
	struct day_use use = use_of(turn, now_ms);
	cJSON *day = cJSON_AddObjectToObject(json, "day");

	json_add_time(day, "since", zone_day_begin(NULL, now_ms));
	add_number(day, "runs", use.runs, limits->runs);
	add_number(day, "run_time_ms", use.run_time_ms, limits->run_time_ms);
	add_number(day, "tokens", usage_tokens(&use.usage), limits->tokens);
	add_cost(day, use.usage.cost, limits->cost);
}
