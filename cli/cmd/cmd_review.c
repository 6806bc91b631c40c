/*
 * reeve review - list the tasks that wait for a person, and answer them
 *
 * reeved stores the answer with the task and adds it to the prompt of the next
 * run. `review show` adds to reeved's `show` the end of the transcript, which
 * only a file has, and the refs of saved work, which only git knows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/argv.h"
#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/client.h"
#include "cli/input.h"
#include "cli/print.h"
#include "cli/settings.h"
#include "cli/show.h"
#include "cli/table.h"
#include "model/paths.h"
#include "model/task.h"

#define REVIEW_LINES     20
#define TRANSCRIPT_BYTES ((size_t)64 << 10)
#define GIT_TIMEOUT_MS   10000

struct review_options {
	bool json;
};

static const struct option_row options[] = {
	{ 0, "json", NULL, OPTION_FLAG, offsetof(struct review_options, json),
		"print one JSON document" },
	{ 0 },
};

static void review_add_row(
	struct table *table, const cJSON *task, int64_t now_ms)
{
	const char *reason = json_text(task, "reason");
	char age[TIME_TEXT_SIZE];

	table_row(table, colour_of_state(json_text(task, "state")));
	table_number(table, json_number(task, "id", 0));
	table_cell(table, json_text(task, "name"), 0);
	table_cell(table, json_text(task, "state"), 0);
	table_cell(
		table, text_of_age(json_text(task, "since"), now_ms, age), 0);
	table_cell(table, json_text(task, "assigned"), 24);
	table_cell(table, reason ? reason : "", 200);
}

static void review_print_table(const cJSON *tasks)
{
	static const char *const headings[] = { "ID", "NAME", "STATE",
		"WAITING", "ASSIGNED", "REASON", NULL };
	int64_t now_ms = clock_wall_ms();
	const cJSON *task;
	struct table table;

	table_open(&table, headings, 2);
	cJSON_ArrayForEach(task, tasks) review_add_row(&table, task, now_ms);
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
		review_print_table(tasks);
	} else if (terminal_is(stdout)) {
		printf("no task waits for a person\n");
	}
	cJSON_Delete(answer);
	return EXIT_DONE;
}

struct review_account {
	const cJSON *task; /* as `show --json` has it; the caller's */
	struct argv lines; /* the last lines of the newest run, cleaned */
	struct argv saved; /* refs of saved work */
};

/* Adds the last REVIEW_LINES lines of `text` that are not blank. */
static void lines_add_last(struct argv *lines, const char *text)
{
	struct argv all = ARGV_INIT;
	size_t first;

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (strspn(text, " \t") < len)
			argv_addf(&all, "%.*s", (int)len, text);
		text += len + (text[len] == '\n');
	}
	first = all.count > REVIEW_LINES ? all.count - REVIEW_LINES : 0;
	if (all.count)
		argv_add_all(lines, all.items + first);
	argv_clear(&all);
}

static void account_read_transcript(
	struct review_account *account, const char *state, int64_t run)
{
	struct str clean = STR_INIT;
	char id[RUN_ID_SIZE], *bytes = NULL;
	size_t len = 0;

	run_id(id, json_number(account->task, "id", 0), run);
	if (file_read_tail(&bytes, &len,
		    path_run(state, id, "transcript.log").text,
		    TRANSCRIPT_BYTES, NULL) < 0)
		return;
	text_clean(&clean, bytes, len);
	lines_add_last(&account->lines, str_text(&clean));
	str_clear(&clean);
	free(bytes);
}

static void account_read_saved(
	struct review_account *account, const struct config *config)
{
	const char *repo = json_text(account->task, "repo");
	const char *name = json_text(account->task, "name");
	struct child child = { .timeout_ms = GIT_TIMEOUT_MS };
	struct argv argv = ARGV_INIT;

	argv_add(&argv, config->git_program);
	argv_add(&argv, "-C");
	argv_add(&argv, repo ? repo : ".");
	argv_add(&argv, "for-each-ref");
	argv_add(&argv, "--sort=-creatordate");
	argv_add(&argv, "--format=%(refname)");
	argv_addf(&argv, "refs/reeve/saved/%s", name ? name : "?");
	child.argv = argv.items;
	if (child_check(&child, NULL) == 0)
		lines_add_last(&account->saved, str_text(&child.out));
	child_clear(&child);
	argv_clear(&argv);
}

/* A missing transcript or repository leaves its part empty. */
static void account_open(struct review_account *account,
	const struct config *config, const char *state, const cJSON *task)
{
	const cJSON *runs = cJSON_GetObjectItemCaseSensitive(task, "runs");
	int64_t count = cJSON_GetArraySize(runs);

	*account = (struct review_account){ .task = task };
	if (count)
		account_read_transcript(account, state, count);
	account_read_saved(account, config);
}

static void account_close(struct review_account *account)
{
	argv_clear(&account->lines);
	argv_clear(&account->saved);
}

static void account_print_transcript(const struct review_account *account)
{
	if (!account->lines.count)
		return;
	print_title("end of the output");
	for (size_t i = 0; i < account->lines.count; i++) {
		printf("  ");
		print_one_line(account->lines.items[i], 400, "");
		putchar('\n');
	}
}

static void account_print_work(const struct review_account *account)
{
	print_title("work");
	print_field("branch", json_text(account->task, "branch"));
	print_field("worktree", json_text(account->task, "worktree"));
	for (size_t i = 0; i < account->saved.count; i++)
		print_field("saved", account->saved.items[i]);
}

static void account_print(const struct review_account *account, int64_t now_ms)
{
	const cJSON *task = account->task;

	show_heading(task);
	show_waiting(task, now_ms);
	show_runs(task, now_ms);
	show_publishes(task, now_ms);
	show_reviews(task, now_ms);
	show_checkpoint(task, now_ms);
	account_print_transcript(account);
	account_print_work(account);
	show_next(task);
}

static void account_print_json(const struct review_account *account)
{
	cJSON *json = cJSON_Duplicate(account->task, true);

	json_add_list(json, "transcript", &account->lines);
	json_add_list(json, "saved", &account->saved);
	print_json(json);
	cJSON_Delete(json);
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
	account_open(&account, &config, state.text, ask_task(answer));
	if (values->json)
		account_print_json(&account);
	else
		account_print(&account, clock_wall_ms());
	account_close(&account);
	rc = EXIT_DONE;
out:
	cJSON_Delete(answer);
	config_clear(&config);
	return rc;
}

/* approve, reject, answer and assign: reeved knows what follows. */
static int review_say(struct call *call, struct err *err)
{
	const struct review_options *values = call->values;
	cJSON *request, *answer = NULL;
	char *text = NULL;

	if (input_read_prompt(&text, call->words + 2, NULL, err) < 0)
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

static const struct review_action {
	const char *name;
	int min_words, max_words;
	int (*run)(struct call *call, struct err *err);
	const char *usage;
} actions[] = {
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
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcmp(actions[i].name, call->words[0]) != 0)
			continue;
		if (call->word_count >= actions[i].min_words &&
			call->word_count <= actions[i].max_words)
			return actions[i].run(call, err);
		err_set(err, EXIT_WRONG_USE,
			"wrong use of 'review': expected %s", actions[i].usage);
		return err_hint(err, "reeve help review");
	}
	err_set(err, EXIT_WRONG_USE,
		"wrong use of 'review': '%s': unknown action", call->words[0]);
	return err_hint(err, "reeve review show %s", call->words[0]);
}

const struct command command_review = {
	.name = "review",
	.usage = "[list|show|approve|reject|answer|assign] [ID] [TEXT] "
		 "[--json]",
	.summary = "list the tasks that wait for a person, and answer them",
	.details =
		"  list              list the tasks that wait for a person "
		"(the default)\n"
		"  show ID           print the runs, the notes, the end of the "
		"output and the work\n"
		"  approve ID [TEXT] continue; the budgets start again, TEXT "
		"goes to the agent\n"
		"  reject ID [TEXT]  mark the task as failed, with TEXT as the "
		"reason\n"
		"  answer ID TEXT    continue with TEXT as the answer to the "
		"agent's question\n"
		"  assign ID [NAME]  assign the task to NAME, or to nobody",
	.options = options,
	.values_size = sizeof(struct review_options),
	.max_words = WORDS_ANY,
	.run = review_run,
};
