/*
 * reeve events - print the journal
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/print.h"

#define PAGE 500

struct events_options {
	bool follow, json;
};

static const struct option_row options[] = {
	{ 'f', "follow", NULL, OPTION_FLAG,
		offsetof(struct events_options, follow),
		"print new events as they happen" },
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct events_options, json),
		"print one JSON object per line" },
	{ 0 },
};

static bool member_is_in_line(const char *name)
{
	static const char *const names[] = { "time", "event", "task", "agent",
		"run", "number", "reason_code" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* "2026-11-20 21:05:07  ended  task-agent-12 12.2  verdict=killed …" */
static void event_print_line(const cJSON *event)
{
	char time[TIME_TEXT_SIZE];
	const char *run = json_text(event, "run");
	const cJSON *item;

	printf("%s  ", text_of_time(json_text(event, "time"), time));
	print_one_line(json_text(event, "event"), 40, "?");
	printf("  ");
	print_one_line(json_text(event, "agent"), 64, "reeve");
	if (run)
		printf(" ");
	print_one_line(run, 40, "");
	cJSON_ArrayForEach(item, event)
	{
		if (member_is_in_line(item->string) || cJSON_IsNull(item) ||
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

static void event_print(const cJSON *event, bool json)
{
	if (json)
		print_json_line(event);
	else
		event_print_line(event);
}

/* Prints a page of events after number *after; 1: there may be more. */
static int events_print_page(struct client *client, int64_t *after, bool follow,
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
		event_print(event, json);
		count++;
	}
	*after = json_number(answer, "last", *after);
	cJSON_Delete(answer);
	fflush(stdout);
	return count == PAGE;
}

/* 0 when reeved has closed the stream, -1 on an error. */
static int events_follow(
	struct client *client, int64_t *after, bool json, struct err *err)
{
	for (;;) {
		cJSON *line = NULL;

		switch (client_next(client, &line, -1, err)) {
		case CLIENT_LINE:
			event_print(
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
		rc = events_print_page(
			client, after, values->follow, values->json, err);
	while (rc > 0);
	if (rc == 0 && values->follow) {
		client_end_with_output(client);
		rc = events_follow(client, after, values->json, err);
	}
	client_close(client);
	return rc;
}

static int events_run(struct call *call, struct err *err)
{
	const struct events_options *values = call->values;
	int64_t after = 0, before;
	int rc, ends = 0;

	do {
		before = after;
		rc = events_once(call, &after, err);
		if (after != before)
			ends = 0;
		if (rc == 0 && values->follow)
			rc = client_check_reopen(call->globals, &ends, err);
	} while (rc == 0 && values->follow);
	return rc;
}

const struct command command_events = {
	.name = "events",
	.usage = "[-f] [--json]",
	.summary = "print the journal of events (-f: follow it)",
	.options = options,
	.values_size = sizeof(struct events_options),
	.run = events_run,
};
