/*
 * reeve events - what has happened, and (-f) what happens
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/terminal.h"
#include "cli/waiting.h"

#define PAGE       500
#define BROKEN_MAX 3

struct events_options {
	bool follow, json;
};

static const struct option_row options[] = {
	{ 'f', "follow", NULL, OPTION_FLAG,
		offsetof(struct events_options, follow),
		"go on with what happens" },
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct events_options, json),
		"print each as one JSON object a line" },
	{ 0 },
};

static void print_time(const char *time)
{
	int64_t ms = time ? clock_parse(time) : -1;
	time_t seconds = ms / 1000;
	struct tm tm;
	char text[32] = "-";

	if (ms >= 0 && localtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s", text);
}

static bool is_shown_already(const char *name)
{
	static const char *const names[] = { "time", "event", "task", "agent",
		"run", "number", "reason_code" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* "21:05:07  12.2 task-agent-12  ended  verdict=interrupted …" */
static void print_event(const cJSON *event)
{
	const char *run = json_text(event, "run");
	const cJSON *item;

	print_time(json_text(event, "time"));
	printf("  ");
	print_one_line(json_text(event, "event"), 40, "?");
	printf("  ");
	print_one_line(json_text(event, "agent"), 64, "reeve");
	if (run)
		printf(" ");
	print_one_line(run, 40, "");
	cJSON_ArrayForEach(item, event)
	{
		if (is_shown_already(item->string) || cJSON_IsNull(item) ||
			cJSON_IsArray(item) || cJSON_IsObject(item))
			continue;
		printf("  %s=", item->string);
		if (cJSON_IsString(item))
			print_one_line(item->valuestring, 120, "");
		else if (cJSON_IsNumber(item))
			printf("%.15g", item->valuedouble);
		else
			printf("%s", cJSON_IsTrue(item) ? "true" : "false");
	}
	putchar('\n');
}

static void print_one(const cJSON *event, bool json)
{
	if (json)
		print_json_line(event);
	else
		print_event(event);
}

/* Prints what there is after *after; 1 when there may be more. */
static int print_page(struct client *client, int64_t *after, bool follow,
	bool json, struct err *err)
{
	cJSON *request = ask_new("events", NULL), *answer = NULL;
	const cJSON *events, *event;
	int count = 0;

	json_add_number(request, "after", *after);
	json_add_number(request, "limit", PAGE);
	if (follow)
		json_add_bool(request, "follow", true);
	if (client_ask(client, request, &answer, err) < 0)
		return -1;
	events = cJSON_GetObjectItemCaseSensitive(answer, "events");
	cJSON_ArrayForEach(event, events)
	{
		print_one(event, json);
		count++;
	}
	*after = json_number(answer, "last", *after);
	cJSON_Delete(answer);
	fflush(stdout);
	return count == PAGE;
}

/* Until reeved closes (0) or an error (-1). */
static int follow_stream(
	struct client *client, int64_t *after, bool json, struct err *err)
{
	for (;;) {
		cJSON *line = NULL;

		switch (client_next(client, &line, -1, err)) {
		case CLIENT_LINE:
			print_one(
				cJSON_GetObjectItemCaseSensitive(line, "event"),
				json);
			*after = json_number(line, "number", *after);
			cJSON_Delete(line);
			fflush(stdout);
			break;
		case CLIENT_FAILED:
			return -1;
		default:
			return 0;
		}
	}
}

static int events_once(const struct call *call, int64_t *after, struct err *err)
{
	const struct events_options *values = call->values;
	struct client *client = NULL;
	int rc = client_open(&client, call->globals, CLIENT_START, err);

	if (rc < 0)
		return -1;
	do
		rc = print_page(
			client, after, values->follow, values->json, err);
	while (rc > 0);
	if (rc == 0 && values->follow) {
		client_end_with_output(client);
		rc = follow_stream(client, after, values->json, err);
	}
	client_close(client);
	return rc;
}

static int events_run(struct call *call, struct err *err)
{
	const struct events_options *values = call->values;
	int64_t after = 0, before;
	int rc, broken = 0;

	do {
		before = after;
		rc = events_once(call, &after, err);
		broken = after == before ? broken + 1 : 0;
		if (rc == 0 && values->follow)
			rc = check_not_taken_down(call->globals, err);
	} while (rc == 0 && values->follow && broken < BROKEN_MAX);
	if (rc == 0 && values->follow)
		return err_set(err, EXIT_TRY_LATER,
			"gave up: reeved ends again and again");
	return rc;
}

const struct command command_events = {
	.name = "events",
	.usage = "[-f] [--json]",
	.summary = "what has happened, and with -f what happens",
	.options = options,
	.values_size = sizeof(struct events_options),
	.run = events_run,
};
