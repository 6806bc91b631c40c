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
#include "supervisor/sense/run_events.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "supervisor/notify/notify.h"
#include "supervisor/tasks/state_table.h"

static void add_going(struct daemon *daemon, struct day_use *use)
{
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(daemon->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++) {
		struct usage going = follow_usage(daemon, tasks.items[i].id);

		usage_add(&use->usage, &going);
	}
	task_list_clear(&tasks);
}

static struct day_use use_of(struct daemon *daemon, int64_t now_ms)
{
	struct day_use use = { 0 };
	struct err err = ERR_INIT;

	if (store_sum_day(daemon->store, zone_day_begin(NULL, now_ms), now_ms,
		    &use, &err) < 0)
		log_err(&err);
	add_going(daemon, &use);
	return use;
}

static enum budget_day state_of(
	struct daemon *daemon, int64_t now_ms, char text[BUDGET_TEXT_SIZE])
{
	const struct daily_limits *limits = &daemon->config.daily;
	struct day_use use;

	if (!budget_has_day(limits))
		return DAY_OPEN;
	use = use_of(daemon, now_ms);
	return budget_of_day(text, limits, &use);
}

int64_t daily_budget_is_spent(
	struct daemon *daemon, char text[BUDGET_TEXT_SIZE])
{
	int64_t now_ms = clock_wall_ms();

	return state_of(daemon, now_ms, text) == DAY_OPEN
		       ? 0
		       : zone_day_end(NULL, now_ms);
}

int64_t daily_budget_ends_ms(struct daemon *daemon)
{
	int64_t now_ms = clock_wall_ms();
	struct day_use use;

	if (!daemon->config.daily.run_time_ms)
		return 0;
	use = use_of(daemon, now_ms);
	return budget_day_end(&daemon->config.daily, &use, use.going, now_ms);
}

static bool is_going(const struct daemon *daemon, const struct task *task)
{
	(void)daemon;
	return (task->state == STATE_RUNNING || task->state == STATE_WAITING) &&
	       task->wanted == WANTED_RUN;
}

/* Who has told its total uses no more. */
static bool uses_more(const struct daemon *daemon, const struct task *task)
{
	return is_going(daemon, task) && !follow_is_ending(daemon, task->id);
}

static bool waits_for_day(const struct daemon *daemon, const struct task *task)
{
	(void)daemon;
	return task->state == STATE_QUEUED ||
	       (task->state == STATE_PARKED &&
		       task->verdict == VERDICT_TIMED_OUT);
}

static void each_task(struct daemon *daemon,
	bool (*fits)(const struct daemon *daemon, const struct task *task),
	enum step_event event, const struct ending *ending)
{
	struct task_list tasks = { 0 };
	struct err err = ERR_INIT;

	if (store_list_tasks(daemon->store, STORE_ACTIVE, 0, &tasks, &err) < 0)
		log_err(&err);
	for (size_t i = 0; i < tasks.count; i++) {
		struct step details = { .ending = ending };

		if (fits(daemon, &tasks.items[i]) &&
			step(daemon, tasks.items[i].id, event, &details, &err) <
				0)
			log_err(&err);
	}
	task_list_clear(&tasks);
}

static void end_all(struct daemon *daemon, enum budget_day day,
	const char *text, int64_t until_ms)
{
	struct ending ending = {
		.verdict = VERDICT_TIMED_OUT,
		.until_ms = until_ms,
	};

	evidence_addf(&ending.evidence, EVIDENCE_DAILY_BUDGET, "%s", text);
	evidence_addf(&ending.evidence, EVIDENCE_ENDED_BY_REEVE,
		"so reeve ended it, until the next day");
	each_task(daemon, day == DAY_OVER ? is_going : uses_more, STEP_IN_VAIN,
		&ending);
	evidence_clear(&ending.evidence);
}

/* Until when all of them wait, as people were told; 0: they were not. */
static int64_t told_until(struct daemon *daemon)
{
	struct admission admission;
	int64_t until_ms = 0;

	if (admission_get(daemon, ADMISSION_ALL, &admission))
		until_ms = admission.limit_ms;
	admission_clear(&admission);
	return until_ms;
}

static void remember(struct daemon *daemon, int64_t until_ms)
{
	struct admission admission;

	if (admission_get(daemon, ADMISSION_ALL, &admission)) {
		admission.limit_ms = until_ms;
		admission_save(daemon, &admission);
	}
	admission_clear(&admission);
}

static void tell(struct daemon *daemon, const char *text, int64_t until_ms)
{
	char when[CLOCK_TEXT_SIZE];
	char *reason = mem_format("%s; nothing begins before %s", text,
		clock_text(until_ms, when));
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "reason", reason);
	json_add_time(data, "until", until_ms);
	journal(daemon, JOURNAL_DAY_SPENT, NULL, 0, data);
	notify_event(daemon, NOTIFY_PARKED, NULL, reason);
	remember(daemon, until_ms);
	free(reason);
}

bool daily_budget_is_told(struct daemon *daemon)
{
	return told_until(daemon) > clock_wall_ms();
}

void daily_budget_check(struct daemon *daemon)
{
	int64_t now_ms = clock_wall_ms(), told_ms = told_until(daemon);
	char text[BUDGET_TEXT_SIZE];
	enum budget_day day = state_of(daemon, now_ms, text);

	if (day == DAY_OPEN) {
		if (told_ms)
			remember(daemon, 0);
		/* Before its end: a person has raised the limit. After it each
		 * comes when it is due. */
		if (told_ms > now_ms)
			each_task(daemon, waits_for_day, STEP_DUE, NULL);
		return;
	}
	if (told_ms <= now_ms)
		tell(daemon, text, zone_day_end(NULL, now_ms));
	if (day != DAY_FULL)
		end_all(daemon, day, text, zone_day_end(NULL, now_ms));
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

void daily_budget_write(struct daemon *daemon, cJSON *json)
{
	const struct daily_limits *limits = &daemon->config.daily;
	int64_t now_ms = clock_wall_ms();
	struct day_use use = use_of(daemon, now_ms);
	cJSON *day = cJSON_AddObjectToObject(json, "day");

	json_add_time(day, "since", zone_day_begin(NULL, now_ms));
	add_number(day, "runs", use.runs, limits->runs);
	add_number(day, "run_time_ms", use.run_time_ms, limits->run_time_ms);
	add_number(day, "tokens", usage_tokens(&use.usage), limits->tokens);
	add_cost(day, use.usage.cost, limits->cost);
}
