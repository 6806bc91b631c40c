/*
 * reeve why - explain what happened to a task, and why
 */
#include <stdio.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/figures.h"
#include "model/evidence.h"
#include "cli/print.h"

#define EVIDENCE_LINES 6
/* The column of the text in a line of the timeline. */
#define INDENT "                                          "

struct why_options {
	bool json;
};

static const struct option_row options[] = {
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct why_options, json),
		"print one JSON document" },
	{ 0 },
};

static void why_print_heading(const cJSON *why)
{
	const cJSON *task = figure_object(why, "task", NULL);

	printf("%s", colour(COLOUR_BOLD));
	print_one_line(json_text(task, "name"), 64, "?");
	printf("%s: ", colour(COLOUR_NONE));
	print_one_line(json_text(why, "summary"), 300, "?");
	putchar('\n');
}

static void why_print_timeline(const cJSON *why)
{
	const cJSON *item, *sentence;
	char text[FIGURE_SIZE];

	print_title("timeline");
	cJSON_ArrayForEach(item, figure_object(why, "timeline", NULL))
	{
		const char *what = json_text(item, "text");

		printf("  %-19s  %-5s %-10s ",
			text_of_time(json_text(item, "time"), text),
			json_text(item, "run") ? json_text(item, "run") : "",
			json_text(item, "what"));
		print_one_line(what, 300, "");
		putchar('\n');
		cJSON_ArrayForEach(
			sentence, figure_object(item, "evidence", NULL))
		{
			/* The status stands in the line already */
			if (evidence_item_code(sentence) !=
				EVIDENCE_WAIT_STATUS)
				print_block(evidence_item_text(sentence),
					INDENT, EVIDENCE_LINES);
		}
	}
}

static void why_print_reasons(const cJSON *list, char sign, enum colour shade)
{
	const cJSON *sentence;

	cJSON_ArrayForEach(sentence, list)
	{
		printf("       %s%c%s ", colour(shade), sign,
			colour(COLOUR_NONE));
		print_one_line(sentence->valuestring, 400, "");
		putchar('\n');
	}
}

static void why_print_cause(const cJSON *cause)
{
	const cJSON *item, *list = figure_object(cause, "hypotheses", NULL);
	int number = 0;

	printf("  %s  %s: ", json_text(cause, "run"),
		json_text(cause, "verdict"));
	print_one_line(json_text(cause, "text"), 400, "");
	putchar('\n');
	cJSON_ArrayForEach(item, list)
	{
		printf("    %d. ", ++number);
		print_one_line(json_text(item, "cause"), 200, "");
		putchar('\n');
		why_print_reasons(
			figure_object(item, "for", NULL), '+', COLOUR_GREEN);
		why_print_reasons(
			figure_object(item, "against", NULL), '-', COLOUR_RED);
	}
}

static void why_print_causes(const cJSON *why)
{
	const cJSON *cause, *causes = figure_object(why, "causes", NULL);

	if (!cJSON_GetArraySize(causes))
		return;
	print_title("causes");
	cJSON_ArrayForEach(cause, causes) why_print_cause(cause);
}

static int why_run(struct call *call, struct err *err)
{
	const struct why_options *values = call->values;
	cJSON *answer = NULL;
	const cJSON *why;

	if (client_ask_once(call->globals, ask_new("why", call->words[0]),
		    &answer, err) < 0)
		return -1;
	why = figure_object(answer, "why", NULL);
	if (values->json) {
		print_json(why);
	} else {
		why_print_heading(why);
		why_print_timeline(why);
		why_print_causes(why);
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

const struct command command_why = {
	.name = "why",
	.usage = "ID [--json]",
	.summary = "explain what happened to a task, and the causes",
	.options = options,
	.values_size = sizeof(struct why_options),
	.min_words = 1,
	.max_words = 1,
	.run = why_run,
};
