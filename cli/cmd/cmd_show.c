/*
 * reeve show - print everything known of a task
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/show.h"
#include "model/state.h"

#define PROMPT_LINES 12

struct show_options {
	bool json;
};

static const struct option_row options[] = {
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct show_options, json),
		"print one JSON document" },
	{ 0 },
};

static void show_print_time(
	const cJSON *task, const char *label, const char *name, int64_t now_ms)
{
	const char *time = json_text(task, name);
	char age[TIME_TEXT_SIZE];

	if (!time)
		return;
	text_of_age(time, now_ms, age);
	if (clock_parse(time) > now_ms)
		printf("  %-10s in %s\n", label, age);
	else
		printf("  %-10s %s ago\n", label, age);
}

static void show_print_program(const cJSON *task)
{
	const cJSON *argv = cJSON_GetObjectItemCaseSensitive(task, "argv");
	const cJSON *item;

	if (!cJSON_GetArraySize(argv))
		return;
	printf("  %-10s", "program");
	cJSON_ArrayForEach(item, argv)
	{
		putchar(' ');
		print_one_line(item->valuestring, 200, "''");
	}
	putchar('\n');
}

static void show_print_after(const cJSON *task)
{
	const cJSON *after = cJSON_GetObjectItemCaseSensitive(task, "after");
	const cJSON *item;

	if (!cJSON_GetArraySize(after))
		return;
	printf("  %-10s", "after");
	cJSON_ArrayForEach(item, after)
	{
		putchar(' ');
		print_one_line(item->valuestring, 64, "?");
	}
	putchar('\n');
}

static void show_print_keep_alive(const cJSON *task)
{
	if (json_bool(task, "keep_alive"))
		printf("  %-10s handoff %s\n", "keep-alive",
			json_bool(task, "handoff")
				? "on: the task finishes after its turn"
				: "off: another turn follows each turn");
}

/* The meaning of `due` depends on the state. */
static void show_print_due(const cJSON *task, int64_t now_ms)
{
	int state = state_from_name(json_text(task, "state"));

	if (state == STATE_BACKOFF || state == STATE_PARKED)
		show_print_time(task, "next run", "due", now_ms);
	else if (state == STATE_RUNNING)
		show_print_time(task, "next check", "due", now_ms);
}

static void show_print_members(const cJSON *task, int64_t now_ms)
{
	print_field("profile", json_text(task, "profile"));
	print_field("repository", json_text(task, "repo"));
	print_field("worktree", json_text(task, "worktree"));
	print_field("branch", json_text(task, "branch"));
	print_field("base", json_text(task, "base"));
	show_print_program(task);
	print_field("verify", json_text(task, "verify"));
	show_print_keep_alive(task);
	print_field("published", json_text(task, "published"));
	show_print_after(task);
	show_print_time(task, "created", "created", now_ms);
	show_print_time(task, "ended", "ended", now_ms);
	show_print_due(task, now_ms);
	printf("  %-10s %lld%s\n", "attempts",
		(long long)json_number(task, "attempts", 0),
		json_bool(task, "recovery_used") ? ", recovery used" : "");
	if (json_text(task, "prompt")) {
		print_title("prompt");
		print_block(json_text(task, "prompt"), "  ", PROMPT_LINES);
	}
}

static int show_run(struct call *call, struct err *err)
{
	const struct show_options *values = call->values;
	int64_t now_ms = clock_wall_ms();
	cJSON *answer = NULL;
	const cJSON *task;

	if (ask_show(call->globals, call->words[0], &answer, err) < 0)
		return -1;
	task = ask_task(answer);
	if (values->json) {
		print_json(task);
	} else {
		show_heading(task);
		show_print_members(task, now_ms);
		show_runs(task, now_ms);
		show_publishes(task, now_ms);
		show_reviews(task, now_ms);
		show_checkpoint(task, now_ms);
		show_next(task);
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

const struct command command_show = {
	.name = "show",
	.usage = "ID [--json]",
	.summary = "print a task: its runs, verdicts, decisions and checkpoint",
	.options = options,
	.values_size = sizeof(struct show_options),
	.min_words = 1,
	.max_words = 1,
	.run = show_run,
};
