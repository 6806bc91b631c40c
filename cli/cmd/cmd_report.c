/*
 * reeve report - print metrics and explanations as Markdown
 *
 * Text that an agent can influence is printed on one line, with the characters
 * of Markdown escaped.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/figures.h"
#include "cli/print.h"
#include "model/evidence.h"

#define TEXT_COLUMNS 400
#define AGENTS_SHOWN 10

struct report_options {
	int64_t since_ms;
};

static const struct option_row options[] = {
	{ 0, "since", "DUR", OPTION_DURATION,
		offsetof(struct report_options, since_ms),
		"count only the last DUR" },
	{ 0 },
};

static void markdown_print(const char *text)
{
	char *line = text_one_line(text ? text : "", TEXT_COLUMNS);

	for (const char *c = line; c && *c; c++) {
		if (strchr("\\`*_[]<>|#", *c))
			putchar('\\');
		putchar(*c);
	}
	free(line);
}

static void report_print_share(
	const char *label, const cJSON *share, const char *target_unit)
{
	char text[FIGURE_SIZE];

	printf("| %s | %s (%lld of %lld) | ", label,
		figure_percent(share, "percent", text),
		(long long)json_number(share, "successes", 0),
		(long long)json_number(share, "tasks", 0));
	if (cJSON_HasObjectItem(share, "target"))
		printf("%lld%s |\n", (long long)json_number(share, "target", 0),
			target_unit);
	else
		printf("- |\n");
}

static void report_print_summary(const cJSON *metrics)
{
	const cJSON *first = figure_object(metrics, "first_try", NULL);
	const cJSON *recovery = figure_object(metrics, "recovery", NULL);
	const cJSON *time = figure_object(recovery, "time", NULL);
	const cJSON *orphans = figure_object(metrics, "orphans", NULL);
	char mean[FIGURE_SIZE], p95[FIGURE_SIZE];

	printf("## Summary\n\n| | | target |\n|---|---|---|\n");
	printf("| tasks | %lld | - |\n",
		(long long)json_number(
			figure_object(metrics, "tasks", NULL), "total", 0));
	report_print_share("first try, simple",
		figure_object(first, "simple", NULL), " %");
	report_print_share("first try, complex",
		figure_object(first, "complex", NULL), " %");
	report_print_share(
		"first try, all", figure_object(first, "all", NULL), " %");
	report_print_share("recovery", recovery, " %");
	printf("| time to recover, mean | %s | - |\n",
		figure_time(time, "mean_ms", mean));
	printf("| time to recover, p95 | %s | - |\n",
		figure_time(time, "p95_ms", p95));
	printf("| failures after recovery | %lld | - |\n",
		(long long)json_number(metrics, "failures_after_recovery", 0));
	printf("| orphans | %lld | %lld |\n",
		(long long)json_number(orphans, "count", 0),
		(long long)json_number(orphans, "target", 0));
}

static void report_print_reasons(const cJSON *metrics)
{
	const cJSON *reason, *reasons = figure_object(metrics, "reasons", NULL);
	char text[FIGURE_SIZE];

	if (!cJSON_GetArraySize(reasons))
		return;
	printf("\n## Failed runs\n\n| verdict | runs | share | agents |\n"
	       "|---|---|---|---|\n");
	cJSON_ArrayForEach(reason, reasons)
	{
		char *agents = figure_list(
			figure_object(reason, "agents", NULL), AGENTS_SHOWN);

		printf("| ");
		markdown_print(json_text(reason, "verdict"));
		printf(" | %lld | %s | ",
			(long long)json_number(reason, "count", 0),
			figure_percent(reason, "share", text));
		markdown_print(agents);
		printf(" |\n");
		free(agents);
	}
}

static double usage_cost(const cJSON *usage)
{
	const cJSON *cost = cJSON_GetObjectItemCaseSensitive(usage, "cost_usd");

	return cJSON_IsNumber(cost) ? cost->valuedouble : 0;
}

static void report_print_usage(const cJSON *metrics)
{
	const cJSON *usage = figure_object(metrics, "usage", NULL);
	const cJSON *item, *total = figure_object(usage, "total", NULL);

	if (!cJSON_IsObject(total))
		return;
	printf("\n## Cost\n\n| agent | tokens | dollars |\n|---|---|---|\n");
	printf("| all | %lld | %.2f |\n",
		(long long)json_number(total, "tokens", 0), usage_cost(total));
	cJSON_ArrayForEach(item, figure_object(usage, "by_task", NULL))
	{
		printf("| ");
		markdown_print(json_text(item, "agent"));
		printf(" | %lld | %.2f |\n",
			(long long)json_number(item, "tokens", 0),
			usage_cost(item));
	}
}

static void report_print_events(const cJSON *metrics)
{
	const cJSON *event, *events = figure_object(metrics, "events", NULL);
	char text[FIGURE_SIZE];

	if (!cJSON_GetArraySize(events))
		return;
	printf("\n## Recent decisions\n\n");
	cJSON_ArrayForEach(event, events)
	{
		printf("- %s ", text_of_time(json_text(event, "time"), text));
		markdown_print(json_text(event, "agent"));
		printf(": %s → %s: ", json_text(event, "verdict"),
			json_text(event, "decision"));
		markdown_print(json_text(event, "reason"));
		putchar('\n');
	}
}

static void report_print_list(
	const cJSON *list, const char *indent, const char *before)
{
	const cJSON *sentence;

	cJSON_ArrayForEach(sentence, list)
	{
		printf("%s- %s", indent, before);
		markdown_print(sentence->valuestring);
		putchar('\n');
	}
}

/* But for the status, which stands in the line of the end already. */
static void report_print_evidence(const cJSON *list)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
	{
		if (evidence_item_code(item) == EVIDENCE_WAIT_STATUS)
			continue;
		printf("  - ");
		markdown_print(evidence_item_text(item));
		putchar('\n');
	}
}

static void report_print_timeline(const cJSON *why)
{
	char text[FIGURE_SIZE];
	const cJSON *item;

	printf("\n### Timeline\n\n");
	cJSON_ArrayForEach(item, figure_object(why, "timeline", NULL))
	{
		const char *run = json_text(item, "run");
		const char *time = json_text(item, "time");

		printf("- %s **%s**%s%s: ",
			time ? text_of_time(time, text) : "now",
			json_text(item, "what"), run ? " " : "",
			run ? run : "");
		markdown_print(json_text(item, "text"));
		putchar('\n');
		report_print_evidence(figure_object(item, "evidence", NULL));
	}
}

static void report_print_causes(const cJSON *why)
{
	const cJSON *cause, *item;

	if (cJSON_GetArraySize(figure_object(why, "causes", NULL)))
		printf("\n### Causes\n\n");
	cJSON_ArrayForEach(cause, figure_object(why, "causes", NULL))
	{
		printf("- run %s, ", json_text(cause, "run"));
		markdown_print(json_text(cause, "verdict"));
		printf(": ");
		markdown_print(json_text(cause, "text"));
		putchar('\n');
		cJSON_ArrayForEach(
			item, figure_object(cause, "hypotheses", NULL))
		{
			printf("  - possible cause: ");
			markdown_print(json_text(item, "cause"));
			putchar('\n');
			report_print_list(figure_object(item, "for", NULL),
				"    ", "supports: ");
			report_print_list(figure_object(item, "against", NULL),
				"    ", "contradicts: ");
		}
	}
}

static int report_print_task(
	struct client *client, const cJSON *rough, struct err *err)
{
	char number[32];
	cJSON *answer = NULL;
	const cJSON *why;

	snprintf(number, sizeof(number), "%lld",
		(long long)json_number(rough, "task", 0));
	if (client_ask(client, ask_new("why", number), &answer, err) < 0)
		return -1;
	why = figure_object(answer, "why", NULL);
	printf("\n## Task %s: ", number);
	markdown_print(json_text(rough, "agent"));
	printf("\n\n");
	markdown_print(json_text(why, "summary"));
	printf(".\n");
	report_print_timeline(why);
	report_print_causes(why);
	cJSON_Delete(answer);
	return 0;
}

static int report_print(
	struct client *client, const cJSON *metrics, struct err *err)
{
	const char *since = json_text(metrics, "since");
	const cJSON *rough, *all = figure_object(metrics, "rough_tasks", NULL);
	char from[FIGURE_SIZE], until[FIGURE_SIZE];

	printf("# Report\n\nFrom %s to %s.\n\n",
		since ? text_of_time(since, from) : "the beginning",
		text_of_time(json_text(metrics, "until"), until));
	report_print_summary(metrics);
	report_print_reasons(metrics);
	report_print_usage(metrics);
	report_print_events(metrics);
	if (!cJSON_GetArraySize(all))
		printf("\nNo run failed.\n");
	cJSON_ArrayForEach(rough, all)
	{
		if (report_print_task(client, rough, err) < 0)
			return -1;
	}
	return EXIT_DONE;
}

static int report_run(struct call *call, struct err *err)
{
	const struct report_options *values = call->values;
	struct client *client = NULL;
	cJSON *answer = NULL;
	int rc = client_open(&client, call->globals, CLIENT_START, err);

	if (rc == 0)
		rc = figures_ask(client, values->since_ms, &answer, err);
	if (rc == 0)
		rc = report_print(
			client, figure_object(answer, "metrics", NULL), err);
	cJSON_Delete(answer);
	client_close(client);
	return rc;
}

const struct command command_report = {
	.name = "report",
	.usage = "[--since DUR]",
	.summary = "print metrics and explanations as Markdown",
	.options = options,
	.values_size = sizeof(struct report_options),
	.run = report_run,
};
