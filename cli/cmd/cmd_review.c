/*
 * reeve review - tasks that wait for a person, and what to do about them
 *
 * One command with words of its own: people who are asked come here, read,
 * and answer. What they say is stored with the task and goes into what the
 * next run is told.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/command.h"
#include "cli/prompt.h"
#include "cli/review.h"
#include "cli/settings.h"
#include "cli/table.h"
#include "model/paths.h"

struct review_options {
	bool json;
};

static const struct option_row options[] = {
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct review_options, json),
		"print it as one JSON document" },
	{ 0 },
};

static void add_row(struct table *table, const cJSON *task, int64_t now_ms)
{
	const char *assigned = json_text(task, "assigned");
	const char *reason = json_text(task, "reason");
	char age[24], number[24];

	table_row(table, colour_of_state(json_text(task, "state")));
	snprintf(number, sizeof(number), "%lld",
		(long long)json_number(task, "id", 0));
	table_cell(table, number, 0);
	table_cell(table, json_text(task, "name"), 0);
	table_cell(table, json_text(task, "state"), 0);
	table_cell(
		table, text_of_age(json_text(task, "since"), now_ms, age), 0);
	table_cell(table, assigned ? assigned : "-", 24);
	table_cell(table, reason ? reason : "", 200);
}

static void print_table(const cJSON *tasks)
{
	static const char *const headings[] = { "ID", "NAME", "STATE", "SINCE",
		"ASSIGNED", "WHY", NULL };
	int64_t now_ms = clock_wall_ms();
	const cJSON *task;
	struct table table;

	table_open(&table, headings, 2);
	cJSON_ArrayForEach(task, tasks) add_row(&table, task, now_ms);
	table_close(&table);
}

static int review_list(struct call *call, struct err *err)
{
	const struct review_options *values = call->values;
	cJSON *answer = NULL;
	const cJSON *tasks;

	if (client_ask_once(
		    call->globals, ask_new("reviews", NULL), &answer, err) < 0)
		return -1;
	tasks = cJSON_GetObjectItemCaseSensitive(answer, "tasks");
	if (values->json) {
		cJSON_DeleteItemFromObject(answer, "ok");
		print_json(answer);
	} else if (cJSON_GetArraySize(tasks)) {
		print_table(tasks);
	} else if (terminal_is(stdout)) {
		printf("nothing waits for a person\n");
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

static int review_show(struct call *call, struct err *err)
{
	const struct review_options *values = call->values;
	struct review_account account = { 0 };
	struct config config = { 0 };
	struct path state;
	cJSON *answer = NULL;
	int rc = -1;

	if (path_find_state(&state, call->globals->state, err) < 0 ||
		settings_load(&config, call->globals, err) < 0 ||
		ask_show(call->globals, call->words[1], &answer, err) < 0)
		goto out;
	review_account_open(&account, &config, state.text, ask_task(answer));
	if (values->json)
		review_account_print_json(&account);
	else
		review_account_print(&account, clock_wall_ms());
	review_account_close(&account);
	rc = EXIT_DONE;
out:
	cJSON_Delete(answer);
	config_clear(&config);
	return rc;
}

/* What a person says of a task, and what that brings about. */
static int review_say(struct call *call, struct err *err)
{
	const struct review_options *values = call->values;
	cJSON *request, *answer = NULL;
	char *text = NULL;

	if (prompt_read(&text, call->words + 2, NULL, err) < 0)
		return -1;
	request = ask_new("review", call->words[1]);
	json_add_text(request, "what", call->words[0]);
	if (text)
		json_add_text(request, "text", text);
	ask_add_by(request);
	ask_add_environment(request);
	free(text);
	if (!values->json)
		return ask_and_print(call->globals, request, err);
	if (client_ask_once(call->globals, request, &answer, err) < 0)
		return -1;
	print_json(ask_task(answer));
	cJSON_Delete(answer);
	return EXIT_DONE;
}

static const struct word {
	const char *name;
	int min_words, max_words;
	int (*run)(struct call *call, struct err *err);
	const char *usage;
} words[] = {
	{ "list", 1, 1, review_list, "list" },
	{ "show", 2, 2, review_show, "show ID" },
	{ "approve", 2, WORDS_ANY, review_say, "approve ID [TEXT]" },
	{ "reject", 2, WORDS_ANY, review_say, "reject ID [TEXT]" },
	{ "answer", 3, WORDS_ANY, review_say, "answer ID TEXT" },
	{ "assign", 2, 3, review_say, "assign ID [NAME]" },
};

static int review_run(struct call *call, struct err *err)
{
	if (!call->word_count)
		return review_list(call, err);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(words[i].name, call->words[0]) != 0)
			continue;
		if (call->word_count >= words[i].min_words &&
			call->word_count <= words[i].max_words)
			return words[i].run(call, err);
		err_set(err, EXIT_WRONG_USE,
			"wrong use of 'review': expected %s", words[i].usage);
		return err_hint(err, "reeve help review");
	}
	err_set(err, EXIT_WRONG_USE,
		"wrong use of 'review': no such word: '%s'", call->words[0]);
	return err_hint(err, "reeve review show %s", call->words[0]);
}

const struct command command_review = {
	.name = "review",
	.usage = "[list|show|approve|reject|answer|assign] [ID] [TEXT] "
		 "[--json]",
	.summary = "tasks that wait for a person, and what you say to them",
	.details =
		"  list              what waits, since when, why, and for whom "
		"(the default)\n"
		"  show ID           what happened, what was tried, where the "
		"work is\n"
		"  approve ID [TEXT] go on; its budgets count anew, and it is "
		"told TEXT\n"
		"  reject ID [TEXT]  failed, for this reason\n"
		"  answer ID TEXT    go on with this answer to its question\n"
		"  assign ID [NAME]  whose it is",
	.options = options,
	.values_size = sizeof(struct review_options),
	.max_words = WORDS_ANY,
	.run = review_run,
};
