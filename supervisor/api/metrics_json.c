/*
 * metrics_json - figures as `reeve metrics --json` has them: see
 * metrics_json.h
 */
#include "supervisor/api/metrics_json.h"

#include "base/json.h"

#define SPENDERS_TOLD 100

static void add_percent(cJSON *json, const char *name, struct share share)
{
	int64_t permille = share_permille(share);

	if (permille < 0)
		json_add_text(json, name, NULL);
	else
		cJSON_AddNumberToObject(json, name, (double)permille / 10);
}

static cJSON *add_share(cJSON *json, const char *name, struct share share)
{
	cJSON *object = cJSON_AddObjectToObject(json, name);

	json_add_number(object, "tasks", share.all);
	json_add_number(object, "successes", share.good);
	add_percent(object, "percent", share);
	return object;
}

static void add_target(cJSON *object, struct share share, int64_t target)
{
	json_add_number(object, "target", target);
	if (share.all)
		json_add_bool(
			object, "met", share.good * 100 >= target * share.all);
	else
		json_add_text(object, "met", NULL);
}

static void add_tasks(cJSON *json, const struct metrics *metrics)
{
	cJSON *tasks = cJSON_AddObjectToObject(json, "tasks");
	cJSON *states;

	json_add_number(tasks, "total", metrics->tasks);
	states = cJSON_AddObjectToObject(tasks, "by_state");
	for (int i = 0; i < STATES; i++)
		json_add_number(states, state_name((enum state)i),
			metrics->by_state[i]);
}

static void add_first_try(
	cJSON *json, const struct metrics *metrics, const struct config *config)
{
	cJSON *first = cJSON_AddObjectToObject(json, "first_try");
	struct share all = { 0 };

	for (int i = 0; i < TASK_SIZES; i++) {
		all.all += metrics->first_try[i].all;
		all.good += metrics->first_try[i].good;
	}
	add_share(first, "all", all);
	add_target(add_share(first, "simple", metrics->first_try[SIZE_SIMPLE]),
		metrics->first_try[SIZE_SIMPLE], config->targets.simple);
	add_target(
		add_share(first, "complex", metrics->first_try[SIZE_COMPLEX]),
		metrics->first_try[SIZE_COMPLEX], config->targets.complex);
	add_share(first, "unknown", metrics->first_try[SIZE_UNKNOWN]);
}

static void add_time_to_recover(cJSON *recovery, const struct metrics *metrics)
{
	cJSON *time = cJSON_AddObjectToObject(recovery, "time");

	json_add_number(time, "count", metrics->recoveries);
	if (metrics->recoveries) {
		json_add_number(time, "mean_ms", metrics->mean_ms);
		json_add_number(time, "p95_ms", metrics->p95_ms);
	} else {
		json_add_text(time, "mean_ms", NULL);
		json_add_text(time, "p95_ms", NULL);
	}
}

static void add_reasons(cJSON *json, const struct metrics *metrics)
{
	cJSON *array = cJSON_AddArrayToObject(json, "reasons");

	for (size_t i = 0; i < metrics->reason_count; i++) {
		const struct failure_reason *reason = &metrics->reasons[i];
		struct share share = { metrics->failures, reason->count };
		cJSON *object = cJSON_CreateObject();

		json_add_text(object, "verdict", verdict_name(reason->verdict));
		json_add_number(object, "count", reason->count);
		add_percent(object, "share", share);
		json_add_list(object, "agents", &reason->agents);
		cJSON_AddItemToArray(array, object);
	}
}

static void add_rough(cJSON *json, const struct metrics *metrics)
{
	cJSON *array = cJSON_AddArrayToObject(json, "rough_tasks");

	for (size_t i = 0; i < metrics->rough_count; i++) {
		const struct rough_task *rough = &metrics->rough[i];
		cJSON *object = cJSON_CreateObject();

		json_add_number(object, "task", rough->task);
		json_add_text(object, "agent", rough->agent);
		json_add_text(object, "state", state_name(rough->state));
		json_add_text(object, "verdict",
			rough->failures ? verdict_name(rough->verdict) : NULL);
		json_add_number(object, "runs", rough->runs);
		json_add_number(object, "failures", rough->failures);
		json_add_bool(object, "recovery_used", rough->recovery_used);
		json_add_bool(
			object, "failed_after_recovery", rough->after_recovery);
		cJSON_AddItemToArray(array, object);
	}
}

/* Those that used most; the sum is of all. */
static void add_usage(cJSON *json, const struct metrics *metrics)
{
	cJSON *object = cJSON_AddObjectToObject(json, "usage");
	cJSON *array;

	cJSON_AddItemToObject(object, "total", usage_write(&metrics->usage));
	json_add_number(object, "tasks", (int64_t)metrics->spender_count);
	array = cJSON_AddArrayToObject(object, "by_task");
	for (size_t i = 0; i < metrics->spender_count && i < SPENDERS_TOLD;
		i++) {
		const struct spender *spender = &metrics->spenders[i];
		cJSON *item = usage_write(&spender->usage);

		json_add_number(item, "task", spender->task);
		json_add_text(item, "agent", spender->agent);
		cJSON_AddItemToArray(array, item);
	}
}

void metrics_write(
	cJSON *json, const struct metrics *metrics, const struct config *config)
{
	cJSON *recovery;

	add_tasks(json, metrics);
	add_first_try(json, metrics, config);
	recovery = add_share(json, "recovery", metrics->recovery);
	add_target(recovery, metrics->recovery, config->targets.recovery);
	json_add_number(recovery, "in_progress", metrics->recovering);
	add_time_to_recover(recovery, metrics);
	json_add_number(json, "failures", metrics->failures);
	json_add_number(json, "failures_after_recovery",
		metrics->failures_after_recovery);
	add_reasons(json, metrics);
	add_usage(json, metrics);
	add_rough(json, metrics);
}
