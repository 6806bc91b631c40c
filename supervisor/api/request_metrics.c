/*
 * request_metrics - how well it goes: see requests.h
 *
 * By a reader process (reader.h), which has looked for what no task accounts for
 * before, and added that to the request as `orphans` (../read.c).
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "policy/metrics.h"
#include "supervisor/admission/admission.h"
#include "supervisor/admission/daily_budget.h"
#include "supervisor/api/metrics_json.h"
#include "supervisor/api/requests.h"
#include "supervisor/api/view.h"

#define LINES_READ  1000 /* the newest of the journal are looked through */
#define LINES_SHOWN 10

/* Something was decided that was not simply "it is complete". */
static bool is_of_interest(const struct journal_line *line)
{
	return line->kind == JOURNAL_DECISION &&
	       action_from_name(json_text(line->data, "decision")) !=
		       ACTION_COMPLETE;
}

static void add_decisions(struct store *store, int64_t since_ms, cJSON *metrics)
{
	cJSON *array = cJSON_AddArrayToObject(metrics, "events");
	struct journal_list lines = { 0 };
	size_t from, count = 0;
	int64_t last;

	if (store_last_journal(store, &last, NULL) < 0 ||
		store_list_journal(
			store, last - LINES_READ, LINES_READ, &lines, NULL) < 0)
		return;
	for (from = lines.count; from && count < LINES_SHOWN; from--)
		count += is_of_interest(&lines.items[from - 1]);
	for (size_t i = from; i < lines.count; i++)
		if (is_of_interest(&lines.items[i]) &&
			lines.items[i].time_ms >= since_ms)
			cJSON_AddItemToArray(
				array, journal_line_write(&lines.items[i]));
	journal_list_clear(&lines);
}

static void add_orphans(
	const struct config *config, const cJSON *found, cJSON *metrics)
{
	static const char *const kinds[] = { "keepers", "processes",
		"worktrees" };
	cJSON *orphans = cJSON_AddObjectToObject(metrics, "orphans");
	int64_t target = config->targets.orphans, count = 0;

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

int request_metrics(struct turn *turn, struct reply *reply,
	const cJSON *request, struct err *err)
{
	const cJSON *orphans =
		cJSON_GetObjectItemCaseSensitive(request, "orphans");
	int64_t period_ms = json_number(request, "period_ms", 0);
	int64_t since_ms = 0;
	struct history history = { 0 };
	struct metrics metrics;
	cJSON *line, *json, *rows;

	if (!orphans)
		return err_set(err, EXIT_TRY_LATER,
			"cannot compute metrics: no reader process");
	if (period_ms > 0 && period_ms < turn->now_ms)
		since_ms = turn->now_ms - period_ms;
	if (store_list_history(turn->store, &history, err) < 0)
		return -1;
	line = view_ok();
	json = cJSON_AddObjectToObject(line, "metrics");
	json_add_time(json, "since", since_ms);
	json_add_time(json, "until", turn->now_ms);
	metrics_compute(&metrics, &history, since_ms);
	metrics_write(json, &metrics, turn->config);
	metrics_clear(&metrics);
	history_clear(&history);
	daily_budget_write(turn, json);
	add_orphans(turn->config, orphans, json);
	add_decisions(turn->store, since_ms, json);
	rows = admission_write_shut(turn);
	cJSON_AddItemToObject(json, "gates", rows);
	cJSON_AddItemToObject(json, "admission", cJSON_Duplicate(rows, true));
	reply_answer(reply, line);
	return 0;
}
