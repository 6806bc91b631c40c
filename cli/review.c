/*
 * review - all that a person needs who is to judge a task: see review_view.h
 */
#include "cli/review.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/child.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/show.h"
#include "cli/terminal.h"
#include "model/paths.h"
#include "model/task.h"

#define TAIL_BYTES  ((size_t)64 << 10)
#define GIT_TIME_MS 10000

/* Blank lines say nothing; of what is left the last ones stay. */
static void keep_lines(struct argv *lines, const char *text)
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

static void read_lines(
	struct review_account *account, const char *state, int64_t run)
{
	struct str clean = STR_INIT;
	char id[RUN_ID_SIZE], *bytes = NULL;
	size_t len = 0;

	run_id(id, json_number(account->task, "id", 0), run);
	if (file_read_tail(&bytes, &len,
		    path_run(state, id, "transcript.log").text, TAIL_BYTES,
		    NULL) < 0)
		return;
	text_clean(&clean, bytes, len);
	keep_lines(&account->lines, str_text(&clean));
	str_clear(&clean);
	free(bytes);
}

static void read_saved(
	struct review_account *account, const struct config *config)
{
	const char *repo = json_text(account->task, "repo");
	const char *name = json_text(account->task, "name");
	struct child child = { .timeout_ms = GIT_TIME_MS };
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
		keep_lines(&account->saved, str_text(&child.out));
	child_clear(&child);
	argv_clear(&argv);
}

void review_account_open(struct review_account *account,
	const struct config *config, const char *state, const cJSON *task)
{
	const cJSON *runs = cJSON_GetObjectItemCaseSensitive(task, "runs");
	int64_t count = cJSON_GetArraySize(runs);

	*account = (struct review_account){ .task = task };
	if (count)
		read_lines(account, state, count);
	read_saved(account, config);
}

void review_account_close(struct review_account *account)
{
	argv_clear(&account->lines);
	argv_clear(&account->saved);
}

static void print_lines(const struct review_account *account)
{
	if (!account->lines.count)
		return;
	show_title("the end of what it wrote");
	for (size_t i = 0; i < account->lines.count; i++) {
		printf("  ");
		print_one_line(account->lines.items[i], 400, "");
		putchar('\n');
	}
}

static void print_place(const char *label, const char *text)
{
	if (!text)
		return;
	printf("  %-10s ", label);
	print_one_line(text, 400, "");
	putchar('\n');
}

static void print_places(const struct review_account *account)
{
	show_title("where the work is");
	print_place("branch", json_text(account->task, "branch"));
	print_place("worktree", json_text(account->task, "worktree"));
	for (size_t i = 0; i < account->saved.count; i++)
		print_place("saved", account->saved.items[i]);
}

void review_account_print(const struct review_account *account, int64_t now_ms)
{
	const cJSON *task = account->task;

	show_heading(task);
	show_waiting(task, now_ms);
	show_runs(task, now_ms);
	show_publishes(task, now_ms);
	show_reviews(task, now_ms);
	show_checkpoint(task, now_ms);
	print_lines(account);
	print_places(account);
	show_next(task);
}

void review_account_print_json(const struct review_account *account)
{
	cJSON *json = cJSON_Duplicate(account->task, true);

	json_add_list(json, "transcript", &account->lines);
	json_add_list(json, "saved", &account->saved);
	print_json(json);
	cJSON_Delete(json);
}
