/*
 * reeve metrics - print success, recovery and cost statistics
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/command.h"
#include "cli/figures.h"
#include "cli/print.h"
#include "base/terminal.h"
#include "model/admission.h"

#define AGENTS_SHOWN   4
#define SPENDERS_SHOWN 5

struct metrics_options {
	int64_t since_ms;
	bool json;
};

static const struct option_row options[] = {
	{ 0, "since", "DUR", OPTION_DURATION,
		offsetof(struct metrics_options, since_ms),
		"count only the last DUR" },
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct metrics_options, json),
		"print one JSON document" },
	{ 0 },
};

static void metrics_print_tasks(const cJSON *metrics)
{
	const cJSON *states = figure_object(metrics, "tasks", "by_state");
	const char *since = json_text(metrics, "since");
	const cJSON *state;
	char text[FIGURE_SIZE];

	printf("%s%lld tasks%s", colour(COLOUR_BOLD),
		(long long)json_number(
			figure_object(metrics, "tasks", NULL), "total", 0),
		colour(COLOUR_NONE));
	if (since)
		printf(" since %s", text_of_time(since, text));
	putchar('\n');
	cJSON_ArrayForEach(state, states)
	{
		if (state->valuedouble > 0)
			printf("  %s%-12s%s %6.0f\n",
				colour(colour_of_state(state->string)),
				state->string, colour(COLOUR_NONE),
				state->valuedouble);
	}
}

static void metrics_print_target(const cJSON *share, const char *unit)
{
	const cJSON *met = cJSON_GetObjectItemCaseSensitive(share, "met");

	if (!cJSON_HasObjectItem(share, "target"))
		return;
	printf("   target %lld%s", (long long)json_number(share, "target", 0),
		unit);
	if (cJSON_IsBool(met))
		printf("  %s%s%s",
			colour(cJSON_IsTrue(met) ? COLOUR_GREEN : COLOUR_RED),
			cJSON_IsTrue(met) ? "met" : "missed",
			colour(COLOUR_NONE));
}

static void metrics_print_share(const char *label, const cJSON *share)
{
	char text[FIGURE_SIZE];

	printf("  %-12s %8s  %4lld of %-4lld", label,
		figure_percent(share, "percent", text),
		(long long)json_number(share, "successes", 0),
		(long long)json_number(share, "tasks", 0));
	metrics_print_target(share, " %");
	putchar('\n');
}

static void metrics_print_first_try(const cJSON *metrics)
{
	const cJSON *first = figure_object(metrics, "first_try", NULL);
	const cJSON *unknown = figure_object(first, "unknown", NULL);

	print_title("completed on the first try");
	metrics_print_share("simple", figure_object(first, "simple", NULL));
	metrics_print_share("complex", figure_object(first, "complex", NULL));
	if (json_number(unknown, "tasks", 0))
		metrics_print_share("not counted", unknown);
}

static void metrics_print_recovery(const cJSON *metrics)
{
	const cJSON *recovery = figure_object(metrics, "recovery", NULL);
	const cJSON *time = figure_object(recovery, "time", NULL);
	char mean[FIGURE_SIZE], p95[FIGURE_SIZE];

	print_title("recovery");
	metrics_print_share("completed", recovery);
	if (json_number(recovery, "in_progress", 0))
		printf("  %-12s %8lld\n", "in progress",
			(long long)json_number(recovery, "in_progress", 0));
	printf("  %-12s %8s  p95 %s, %lld recoveries\n", "time, mean",
		figure_time(time, "mean_ms", mean),
		figure_time(time, "p95_ms", p95),
		(long long)json_number(time, "count", 0));
	printf("  %-12s %8lld\n", "failed again",
		(long long)json_number(metrics, "failures_after_recovery", 0));
}

static void metrics_print_reasons(const cJSON *metrics)
{
	const cJSON *reason, *reasons = figure_object(metrics, "reasons", NULL);

	if (!cJSON_GetArraySize(reasons))
		return;
	print_title("failed runs");
	cJSON_ArrayForEach(reason, reasons)
	{
		char text[FIGURE_SIZE];
		char *agents = figure_list(
			figure_object(reason, "agents", NULL), AGENTS_SHOWN);

		printf("  %-16s %4lld %8s  ", json_text(reason, "verdict"),
			(long long)json_number(reason, "count", 0),
			figure_percent(reason, "share", text));
		print_one_line(agents, 200, "");
		putchar('\n');
		free(agents);
	}
}

static void metrics_print_usage(const cJSON *metrics)
{
	const cJSON *usage = figure_object(metrics, "usage", NULL);
	const cJSON *item, *total = figure_object(usage, "total", NULL);
	char text[FIGURE_SIZE];
	int shown = 0;

	if (!cJSON_IsObject(total))
		return;
	print_title("cost, as reported by the agents");
	printf("  %-12s %s\n", "all", figure_usage(total, text));
	cJSON_ArrayForEach(item, figure_object(usage, "by_task", NULL))
	{
		if (shown++ == SPENDERS_SHOWN)
			break;
		printf("  ");
		print_one_line(json_text(item, "agent"), 64, "?");
		printf("  %s\n", figure_usage(item, text));
	}
}

static void metrics_print_used(
	const char *label, const cJSON *part, const char *format)
{
	const cJSON *used = cJSON_GetObjectItemCaseSensitive(part, "used");
	const cJSON *limit = cJSON_GetObjectItemCaseSensitive(part, "limit");

	if (!cJSON_IsNumber(used) || !cJSON_IsNumber(limit))
		return;
	printf("  %-12s ", label);
	printf(format, used->valuedouble);
	printf(" of ");
	printf(format, limit->valuedouble);
	putchar('\n');
}

static void metrics_print_span(const char *label, const cJSON *part)
{
	char used[FIGURE_SIZE], limit[FIGURE_SIZE];

	if (cJSON_IsNumber(cJSON_GetObjectItemCaseSensitive(part, "limit")))
		printf("  %-12s %s of %s\n", label,
			figure_time(part, "used", used),
			figure_time(part, "limit", limit));
}

/* Printed only if limits.daily limits something. */
static void metrics_print_day(const cJSON *metrics)
{
	static const char *const parts[] = { "runs", "run_time_ms", "tokens",
		"cost_usd" };
	const cJSON *day = figure_object(metrics, "day", NULL);
	bool limited = false;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		limited = limited ||
			  json_number(figure_object(day, parts[i], NULL),
				  "limit", -1) >= 0;
	if (!limited)
		return;
	print_title("today");
	metrics_print_used("runs", figure_object(day, "runs", NULL), "%.0f");
	metrics_print_span("run time", figure_object(day, "run_time_ms", NULL));
	metrics_print_used(
		"tokens", figure_object(day, "tokens", NULL), "%.0f");
	metrics_print_used(
		"dollars", figure_object(day, "cost_usd", NULL), "%.2f");
}

static void metrics_print_orphan_list(const char *label, const cJSON *list)
{
	char *text;

	if (!cJSON_GetArraySize(list))
		return;
	text = figure_list(list, 10);
	printf("  %-12s ", label);
	print_one_line(text, 400, "");
	putchar('\n');
	free(text);
}

static void metrics_print_orphans(const cJSON *metrics)
{
	const cJSON *orphans = figure_object(metrics, "orphans", NULL);
	const cJSON *process;

	print_title("orphans");
	printf("  %-12s %8lld              ", "count",
		(long long)json_number(orphans, "count", 0));
	metrics_print_target(orphans, "");
	putchar('\n');
	metrics_print_orphan_list(
		"keepers", figure_object(orphans, "keepers", NULL));
	metrics_print_orphan_list(
		"worktrees", figure_object(orphans, "worktrees", NULL));
	cJSON_ArrayForEach(process, figure_object(orphans, "processes", NULL))
		printf("  %-12s %lld of run %s\n", "process",
			(long long)json_number(process, "pid", 0),
			json_text(process, "run"));
}

static void metrics_print_events(const cJSON *metrics)
{
	const cJSON *event, *events = figure_object(metrics, "events", NULL);
	char text[FIGURE_SIZE];

	if (!cJSON_GetArraySize(events))
		return;
	print_title("recent decisions");
	cJSON_ArrayForEach(event, events)
	{
		printf("  %s  ", text_of_time(json_text(event, "time"), text));
		print_one_line(json_text(event, "agent"), 64, "reeve");
		printf("  %s → %s: ", json_text(event, "verdict"),
			json_text(event, "decision"));
		print_one_line(json_text(event, "reason"), 120, "");
		putchar('\n');
	}
}

/* Profiles whose runs are held back, and the reason. */
static void metrics_print_admission(const cJSON *metrics)
{
	const cJSON *admission,
		*admissions = figure_object(metrics, "admission", NULL);

	if (!cJSON_GetArraySize(admissions))
		return;
	print_title("held back");
	cJSON_ArrayForEach(admission, admissions)
	{
		const char *profile = json_text(admission, "profile");
		bool all = profile && !strcmp(profile, ADMISSION_ALL);
		const char *reason = json_text(admission, "reason");
		const char *limit = json_text(admission, "limited_until");
		const char *memory = json_text(admission, "memory");
		long long most = (long long)json_number(admission, "most", 0);

		printf("  %s", all ? "all profiles" : profile);
		if (reason) {
			printf("  %s: ", json_text(admission, "breaker"));
			print_one_line(reason, 120, "");
		}
		if (limit)
			printf("  %s, until %s",
				all ? "daily budget spent" : "usage limit",
				limit);
		if (memory)
			printf("  no new runs: %s", memory);
		if (most)
			printf("  maximum %lld at once (memory)", most);
		putchar('\n');
	}
}

static int metrics_run(struct call *call, struct err *err)
{
	const struct metrics_options *values = call->values;
	struct client *client = NULL;
	cJSON *answer = NULL;
	const cJSON *metrics;
	int rc = client_open(&client, call->globals, CLIENT_START, err);

	if (rc == 0)
		rc = figures_ask(client, values->since_ms, &answer, err);
	client_close(client);
	if (rc < 0)
		return -1;
	metrics = figure_object(answer, "metrics", NULL);
	if (values->json) {
		print_json(metrics);
	} else {
		metrics_print_tasks(metrics);
		metrics_print_first_try(metrics);
		metrics_print_recovery(metrics);
		metrics_print_reasons(metrics);
		metrics_print_usage(metrics);
		metrics_print_day(metrics);
		metrics_print_orphans(metrics);
		metrics_print_admission(metrics);
		metrics_print_events(metrics);
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

const struct command command_metrics = {
	.name = "metrics",
	.usage = "[--since DUR] [--json]",
	.summary = "print success, recovery and cost statistics",
	.options = options,
	.values_size = sizeof(struct metrics_options),
	.run = metrics_run,
};
