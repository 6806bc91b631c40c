/*
 * show - the parts of a task as text: see show.h
 *
 * A run takes a few lines: the time and the way it ended, its verdict with the
 * evidence, and the decision with its reason.
 */
#include "cli/show.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/json.h"
#include "model/evidence.h"
#include "cli/print.h"
#include "model/run.h"
#include "model/state.h"

void show_heading(const cJSON *task)
{
	const char *state = json_text(task, "state");
	const char *reason = json_text(task, "reason");

	printf("%stask %lld  ", colour(COLOUR_BOLD),
		(long long)json_number(task, "id", 0));
	print_one_line(json_text(task, "name"), 64, "?");
	printf("%s  %s%s%s\n", colour(COLOUR_NONE),
		colour(colour_of_state(state)), state ? state : "?",
		colour(COLOUR_NONE));
	if (reason)
		print_block(reason, "  ", 4);
}

/* "21:05:07", with the date if that is not today. */
static void show_print_clock(const char *time, int64_t now_ms)
{
	char text[TIME_TEXT_SIZE], now[TIME_TEXT_SIZE],
		now_json[CLOCK_TEXT_SIZE];

	text_of_time(time, text);
	text_of_time(clock_text(now_ms, now_json), now);
	printf("%s", strlen(text) > 11 && !strncmp(text, now, 11) ? text + 11
								  : text);
}

static void run_print_length(const cJSON *run, int64_t now_ms)
{
	const char *started = json_text(run, "started");
	const char *ended = json_text(run, "ended");
	char text[DURATION_TEXT_SIZE];
	int64_t from_ms = started ? clock_parse(started) : -1;
	int64_t to_ms = ended ? clock_parse(ended) : now_ms;

	if (from_ms < 0)
		printf("  not started");
	else if (to_ms >= from_ms)
		printf("  %s%s", ended ? "" : "running for ",
			duration_text(to_ms - from_ms, text));
}

static void run_print_status(const cJSON *run)
{
	const cJSON *status =
		cJSON_GetObjectItemCaseSensitive(run, "wait_status");
	char text[STATUS_TEXT_SIZE];

	if (cJSON_IsNumber(status))
		printf("  %s", wait_status_text(status->valueint, text));
	else if (json_text(run, "started") && json_text(run, "ended"))
		printf("  wait status unknown");
}

static enum colour colour_of_verdict(const char *verdict)
{
	if (!strcmp(verdict, "completed"))
		return COLOUR_GREEN;
	if (!strcmp(verdict, "stopped") || !strcmp(verdict, "interrupted") ||
		!strcmp(verdict, "rate_limited"))
		return COLOUR_YELLOW;
	return COLOUR_RED;
}

static void run_print_verdict(const cJSON *run)
{
	const char *verdict = json_text(run, "verdict");
	const char *decision = json_text(run, "decision");
	const char *reason = json_text(run, "reason");
	const cJSON *sentence;

	if (!verdict)
		return;
	printf("     %s%s%s\n", colour(colour_of_verdict(verdict)), verdict,
		colour(COLOUR_NONE));
	cJSON_ArrayForEach(
		sentence, cJSON_GetObjectItemCaseSensitive(run, "evidence"))
		print_block(evidence_item_text(sentence), "       ", 6);
	if (!decision)
		return;
	printf("     → %s%s", decision, reason ? ": " : "");
	print_one_line(reason, 300, "");
	putchar('\n');
}

void show_runs(const cJSON *task, int64_t now_ms)
{
	const cJSON *runs = cJSON_GetObjectItemCaseSensitive(task, "runs");
	const cJSON *run;

	if (!cJSON_GetArraySize(runs))
		return;
	print_title("runs");
	cJSON_ArrayForEach(run, runs)
	{
		const char *mode = json_text(run, "mode");

		printf("  %lld  ", (long long)json_number(run, "number", 0));
		show_print_clock(json_text(run, "started"), now_ms);
		printf("  %s", mode ? mode : "start");
		printf("  ");
		print_one_line(json_text(run, "profile"), 40, "?");
		run_print_length(run, now_ms);
		run_print_status(run);
		putchar('\n');
		run_print_verdict(run);
	}
}

void show_publishes(const cJSON *task, int64_t now_ms)
{
	const cJSON *tries =
		cJSON_GetObjectItemCaseSensitive(task, "publishes");
	const cJSON *try;

	if (!cJSON_GetArraySize(tries))
		return;
	print_title("publishing");
	cJSON_ArrayForEach(try, tries)
	{
		const char *answer = json_text(try, "answer");
		bool ok = json_bool(try, "ok");

		printf("  %lld  ", (long long)json_number(try, "number", 0));
		show_print_clock(json_text(try, "began"), now_ms);
		if (!json_text(try, "ended"))
			printf("  %s\n",
				try->next ? "interrupted" : "in progress");
		else
			printf("  %s%s%s",
				colour(ok ? COLOUR_GREEN : COLOUR_RED),
				ok ? "published" : "failed",
				colour(COLOUR_NONE));
		if (ok && answer)
			printf(": ");
		print_one_line(ok ? answer : NULL, 300, "");
		if (json_text(try, "ended"))
			putchar('\n');
	}
}

/* "waiting for 3 min 20 s; assigned to NAME" */
void show_waiting(const cJSON *task, int64_t now_ms)
{
	const char *since = json_text(task, "since");
	const char *assigned = json_text(task, "assigned");
	char age[TIME_TEXT_SIZE];

	if (!since && !assigned)
		return;
	if (since)
		printf("  waiting for %s", text_of_age(since, now_ms, age));
	if (assigned)
		printf("%sassigned to ", since ? "; " : "  ");
	print_one_line(assigned, 64, "");
	putchar('\n');
}

void show_reviews(const cJSON *task, int64_t now_ms)
{
	const cJSON *reviews =
		cJSON_GetObjectItemCaseSensitive(task, "reviews");
	const cJSON *review;
	const char *text;

	if (!cJSON_GetArraySize(reviews))
		return;
	print_title("reviews");
	cJSON_ArrayForEach(review, reviews)
	{
		printf("  ");
		show_print_clock(json_text(review, "time"), now_ms);
		printf("  ");
		print_one_line(json_text(review, "by"), 64, "?");
		printf("  ");
		print_one_line(json_text(review, "what"), 20, "?");
		putchar('\n');
		if ((text = json_text(review, "text")))
			print_block(text, "       ", 12);
	}
}

static void checkpoint_print_list(
	const cJSON *checkpoint, const char *label, const char *name)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(checkpoint, name);
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
	{
		print_field(
			item == list->child ? label : "", item->valuestring);
	}
}

void show_checkpoint(const cJSON *task, int64_t now_ms)
{
	const cJSON *checkpoint =
		cJSON_GetObjectItemCaseSensitive(task, "checkpoint");
	const char *updated = json_text(checkpoint, "updated");
	const char *notes = json_text(checkpoint, "notes");
	char age[TIME_TEXT_SIZE];

	if (!cJSON_IsObject(checkpoint))
		return;
	print_title("checkpoint");
	printf("  %-10s ", "status");
	print_one_line(json_text(checkpoint, "status"), 20, "unknown");
	if (updated && clock_parse(updated) >= 0)
		printf(", %s ago", text_of_age(updated, now_ms, age));
	putchar('\n');
	checkpoint_print_list(checkpoint, "done", "completed");
	checkpoint_print_list(checkpoint, "files", "files");
	checkpoint_print_list(checkpoint, "next", "next");
	if (notes && *notes) {
		printf("  notes\n");
		print_block(notes, "    ", 12);
	}
}

static void hint_print(const char *command, const char *name, const char *rest,
	const char *what)
{
	char text[128];

	snprintf(text, sizeof(text), "reeve %s %s%s", command, name, rest);
	printf("  %-36s %s%s%s\n", text, colour(COLOUR_DIM), what,
		colour(COLOUR_NONE));
}

/* The agent has completed the work; publishing it has failed. */
static bool task_is_unpublished(const cJSON *task)
{
	const char *verdict = json_text(task, "verdict");
	const char *decision = json_text(task, "decision");

	return json_bool(task, "publish") &&
	       ((verdict && !strcmp(verdict, "publish_failed")) ||
		       (decision && !strcmp(decision, "publish")));
}

static void hints_print_active(
	const char *name, enum state state, bool is_held, bool can_resume)
{
	if (state >= STATE_STARTING) {
		hint_print("attach", name, "", "attach to its terminal");
		hint_print("logs -f", name, "", "follow its output");
	}
	if (can_resume &&
		(state == STATE_BACKOFF || state == STATE_PARKED || is_held))
		hint_print("resume", name, "", "start the next run now");
	if (state == STATE_WAITING)
		hint_print("review answer", name, " TEXT", "answer the agent");
	if (state == STATE_RUNNING || state == STATE_WAITING)
		hint_print("send", name, " TEXT", "send text to the agent");
	hint_print("stop", name, "", "stop the task");
}

static void hints_print_at_rest(
	const char *name, enum state state, bool unpublished, bool has_worktree)
{
	hint_print("diff", name, "", "print its changes");
	if (state == STATE_COMPLETED)
		return;
	if (state == STATE_ESCALATED) {
		hint_print("review answer", name, " TEXT",
			unpublished ? "let the agent fix the work"
				    : "answer, and continue");
		if (!unpublished)
			hint_print("review approve", name, "", "continue");
		hint_print(
			"review reject", name, "", "mark the task as failed");
	}
	hint_print("logs", name, "", "print its output");
	hint_print("resume", name, "",
		unpublished ? "publish its work again"
			    : "continue where it ended");
	hint_print("restart", name, "",
		has_worktree ? "start again from the base" : "start again");
	hint_print("reassign", name, " -a PROFILE",
		"continue with another profile");
}

void show_next(const cJSON *task)
{
	const char *name = json_text(task, "name");
	int state = state_from_name(json_text(task, "state"));

	if (!name || state < 0)
		return;
	print_title("next steps");
	if (state_is_at_rest((enum state)state))
		hints_print_at_rest(name, (enum state)state,
			task_is_unpublished(task),
			!json_bool(task, "no_worktree"));
	else
		hints_print_active(name, (enum state)state,
			state == STATE_QUEUED && json_text(task, "due"),
			/* `resume` does not lift a spent daily budget. */
			!json_bool(task, "day_spent"));
}
