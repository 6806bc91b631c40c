/*
 * reeve list - list tasks, one per line
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/table.h"
#include "model/state.h"

/* A pipe gets the whole note, a terminal the beginning. */
#define NOTE_COLUMNS      36
#define NOTE_PIPE_COLUMNS 400

struct list_options {
	bool all, json;
};

static const struct option_row options[] = {
	{ 'a', "all", NULL, OPTION_FLAG, offsetof(struct list_options, all),
		"list all tasks, also those at rest" },
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct list_options, json),
		"print one JSON document" },
	{ 0 },
};

/* The NOTE column: "killed; next run in 2 s". */
static void list_write_note(struct str *note, const cJSON *task, int64_t now_ms)
{
	const char *state = json_text(task, "state");
	const char *verdict = json_text(task, "verdict");
	const char *reason = json_text(task, "reason");
	const char *due = json_text(task, "due");
	char age[TIME_TEXT_SIZE];

	switch (state_from_name(state)) {
	case STATE_BACKOFF:
	case STATE_PARKED:
		str_add(note, verdict ? verdict : "");
		if (due && clock_parse(due) > now_ms)
			str_addf(note, "%snext run in %s", verdict ? "; " : "",
				text_of_age(due, now_ms, age));
		break;
	case STATE_COMPLETED:
	case STATE_STARTING:
	case STATE_RUNNING:
		break;
	case STATE_FAILED:
	case STATE_ESCALATED:
	case STATE_HELD:
		str_add(note, reason ? reason : verdict ? verdict : "");
		break;
	default:
		str_add(note, reason ? reason : "");
	}
}

/* The PROMPT column: the prompt, or the program. */
static void list_write_prompt(struct str *asked, const cJSON *task)
{
	const char *prompt = json_text(task, "prompt");
	const cJSON *item;

	if (prompt) {
		str_add(asked, prompt);
		return;
	}
	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(task,
					 "argv")) if (cJSON_IsString(item))
		str_addf(asked, "%s%s", asked->len ? " " : "",
			item->valuestring);
}

static void list_add_row(struct table *table, const cJSON *task, int64_t now_ms)
{
	struct str note = STR_INIT, asked = STR_INIT;
	char age[TIME_TEXT_SIZE];

	list_write_note(&note, task, now_ms);
	table_row(table, colour_of_state(json_text(task, "state")));
	table_number(table, json_number(task, "id", 0));
	table_cell(table, json_text(task, "name"), 0);
	table_cell(table, json_text(task, "state"), 0);
	table_cell(table, str_text(&note),
		terminal_is(stdout) ? NOTE_COLUMNS : NOTE_PIPE_COLUMNS);
	table_cell(table, json_text(task, "profile"), 0);
	table_number(table, json_number(task, "attempts", 0));
	table_cell(
		table, text_of_age(json_text(task, "created"), now_ms, age), 0);
	list_write_prompt(&asked, task);
	table_cell(table, str_text(&asked), 200);
	str_clear(&asked);
	str_clear(&note);
}

static void list_print_table(const cJSON *tasks)
{
	static const char *const headings[] = { "ID", "NAME", "STATE", "NOTE",
		"PROFILE", "ATTEMPTS", "AGE", "PROMPT", NULL };
	int64_t now_ms = clock_wall_ms();
	const cJSON *task;
	struct table table;

	table_open(&table, headings, 2);
	cJSON_ArrayForEach(task, tasks) list_add_row(&table, task, now_ms);
	table_close(&table);
}

static int list_run(struct call *call, struct err *err)
{
	const struct list_options *values = call->values;
	cJSON *request = ask_new("list", NULL), *answer = NULL;
	const cJSON *tasks;

	json_add_bool(request, "all", values->all);
	if (client_ask_once(call->globals, request, &answer, err) < 0)
		return -1;
	tasks = cJSON_GetObjectItemCaseSensitive(answer, "tasks");
	if (values->json) {
		cJSON_DeleteItemFromObject(answer, "ok");
		print_json(answer);
	} else if (cJSON_GetArraySize(tasks)) {
		list_print_table(tasks);
	} else if (terminal_is(stdout)) {
		printf("%s; `reeve run` starts one\n",
			values->all ? "no tasks"
				    : "no active task (-a: all tasks)");
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

const struct command command_list = {
	.name = "list",
	.alias = "ls",
	.usage = "[-a] [--json]",
	.summary = "list active tasks, one per line (-a: all tasks)",
	.options = options,
	.values_size = sizeof(struct list_options),
	.run = list_run,
};
