/*
 * show - everything known of a task, for people: see show.h
 *
 * A run is told as a short story: when and how it ended, what that means (and
 * by which evidence), what was decided (and why).
 */
#include "cli/show.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/json.h"
#include "cli/terminal.h"
#include "model/evidence.h"
#include "model/run.h"
#include "model/state.h"

void show_title(const char *title)
{
	printf("\n%s%s%s\n", colour(COLOUR_BOLD), title, colour(COLOUR_NONE));
}

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

/* "21:05:07", with the date where that is another day. */
static void print_clock(const char *time, int64_t now_ms)
{
	int64_t ms = time ? clock_parse(time) : -1;
	time_t then = ms / 1000, now = now_ms / 1000;
	struct tm then_tm, now_tm;
	char text[32];

	if (ms < 0 || !localtime_r(&then, &then_tm) ||
		!localtime_r(&now, &now_tm)) {
		printf("-");
		return;
	}
	strftime(text, sizeof(text),
		then_tm.tm_yday == now_tm.tm_yday &&
				then_tm.tm_year == now_tm.tm_year
			? "%H:%M:%S"
			: "%Y-%m-%d %H:%M:%S",
		&then_tm);
	printf("%s", text);
}

static void print_length(const cJSON *run, int64_t now_ms)
{
	const char *started = json_text(run, "started");
	const char *ended = json_text(run, "ended");
	char text[DURATION_TEXT_SIZE];
	int64_t from_ms = started ? clock_parse(started) : -1;
	int64_t to_ms = ended ? clock_parse(ended) : now_ms;

	if (from_ms < 0)
		printf("  never started");
	else if (to_ms >= from_ms)
		printf("  %s%s", ended ? "" : "running for ",
			duration_text(to_ms - from_ms, text));
}

static void print_status(const cJSON *run)
{
	const cJSON *status =
		cJSON_GetObjectItemCaseSensitive(run, "wait_status");
	char text[STATUS_TEXT_SIZE];

	if (cJSON_IsNumber(status))
		printf("  %s", wait_status_text(status->valueint, text));
	else if (json_text(run, "started") && json_text(run, "ended"))
		printf("  wait status not known");
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

static void print_verdict(const cJSON *run)
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
	show_title("runs");
	cJSON_ArrayForEach(run, runs)
	{
		const char *mode = json_text(run, "mode");

		printf("  %lld  ", (long long)json_number(run, "number", 0));
		print_clock(json_text(run, "started"), now_ms);
		printf("  %s", mode ? mode : "start");
		printf("  ");
		print_one_line(json_text(run, "profile"), 40, "?");
		print_length(run, now_ms);
		print_status(run);
		putchar('\n');
		print_verdict(run);
	}
}

void show_publishes(const cJSON *task, int64_t now_ms)
{
	const cJSON *tries =
		cJSON_GetObjectItemCaseSensitive(task, "publishes");
	const cJSON *try;

	if (!cJSON_GetArraySize(tries))
		return;
	show_title("publishing");
	cJSON_ArrayForEach(try, tries)
	{
		const char *answer = json_text(try, "answer");
		bool ok = json_bool(try, "ok");

		printf("  %lld  ", (long long)json_number(try, "number", 0));
		print_clock(json_text(try, "began"), now_ms);
		if (!json_text(try, "ended"))
			printf("  %s\n", try->next ? "cut off" : "goes on");
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

/* "waits 3 min 20 s for NAME" */
void show_waiting(const cJSON *task, int64_t now_ms)
{
	const char *since = json_text(task, "since");
	const char *assigned = json_text(task, "assigned");
	char age[24];

	if (!since && !assigned)
		return;
	if (since)
		printf("  waits %s", text_of_age(since, now_ms, age));
	else
		printf("  looked after");
	if (assigned)
		printf(since ? " for " : " by ");
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
	show_title("reviews");
	cJSON_ArrayForEach(review, reviews)
	{
		printf("  ");
		print_clock(json_text(review, "time"), now_ms);
		printf("  ");
		print_one_line(json_text(review, "by"), 64, "?");
		printf("  ");
		print_one_line(json_text(review, "what"), 20, "?");
		putchar('\n');
		if ((text = json_text(review, "text")))
			print_block(text, "       ", 12);
	}
}

static void print_list(
	const cJSON *checkpoint, const char *label, const char *name)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(checkpoint, name);
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
	{
		printf("  %-10s ", item == list->child ? label : "");
		print_one_line(item->valuestring, 300, "");
		putchar('\n');
	}
}

void show_checkpoint(const cJSON *task, int64_t now_ms)
{
	const cJSON *checkpoint =
		cJSON_GetObjectItemCaseSensitive(task, "checkpoint");
	const char *updated = json_text(checkpoint, "updated");
	const char *notes = json_text(checkpoint, "notes");
	char age[24];

	if (!cJSON_IsObject(checkpoint))
		return;
	show_title("checkpoint");
	printf("  %-10s ", "status");
	print_one_line(json_text(checkpoint, "status"), 20, "not said");
	if (updated && clock_parse(updated) >= 0)
		printf(", %s ago", text_of_age(updated, now_ms, age));
	putchar('\n');
	print_list(checkpoint, "done", "completed");
	print_list(checkpoint, "files", "files");
	print_list(checkpoint, "next", "next");
	if (notes && *notes) {
		printf("  notes\n");
		print_block(notes, "    ", 12);
	}
}

static void print_hint(const char *command, const char *name, const char *rest,
	const char *what)
{
	char text[128];

	snprintf(text, sizeof(text), "reeve %s %s%s", command, name, rest);
	printf("  %-36s %s%s%s\n", text, colour(COLOUR_DIM), what,
		colour(COLOUR_NONE));
}

/* Its agent is done; publishing its work is not. */
static bool is_unpublished(const cJSON *task)
{
	const char *verdict = json_text(task, "verdict");
	const char *decision = json_text(task, "decision");

	return json_bool(task, "publish") &&
	       ((verdict && !strcmp(verdict, "publish_failed")) ||
		       (decision && !strcmp(decision, "publish")));
}

static void print_hints_at_work(
	const char *name, enum state state, bool is_held, bool can_resume)
{
	if (state >= STATE_STARTING) {
		print_hint("attach", name, "", "look over its shoulder");
		print_hint("logs -f", name, "", "read along");
	}
	if (can_resume &&
		(state == STATE_BACKOFF || state == STATE_PARKED || is_held))
		print_hint("resume", name, "", "do not wait");
	if (state == STATE_WAITING)
		print_hint("review answer", name, " TEXT", "answer it");
	if (state == STATE_RUNNING || state == STATE_WAITING)
		print_hint("send", name, " TEXT", "tell it something");
	print_hint("stop", name, "", "end it");
}

static void print_hints_at_rest(
	const char *name, enum state state, bool unpublished, bool has_worktree)
{
	print_hint("diff", name, "", "what it changed");
	if (state == STATE_COMPLETED)
		return;
	if (state == STATE_ESCALATED) {
		print_hint("review answer", name, " TEXT",
			unpublished ? "let the agent put it right"
				    : "answer, and go on");
		if (!unpublished)
			print_hint("review approve", name, "", "just go on");
		print_hint("review reject", name, "", "it has failed");
	}
	print_hint("logs", name, "", "what it said");
	print_hint("resume", name, "",
		unpublished ? "publish its work again" : "go on where it was");
	print_hint("restart", name, "",
		has_worktree ? "begin again from the base" : "begin again");
	print_hint("reassign", name, " -a PROFILE", "let another go on");
}

void show_next(const cJSON *task)
{
	const char *name = json_text(task, "name");
	int state = state_from_name(json_text(task, "state"));

	if (!name || state < 0)
		return;
	show_title("you can");
	if (state_is_at_rest((enum state)state))
		print_hints_at_rest(name, (enum state)state,
			is_unpublished(task), !json_bool(task, "no_worktree"));
	else
		print_hints_at_work(name, (enum state)state,
			state == STATE_QUEUED && json_text(task, "due"),
			/* No word of a person lifts that. */
			!json_bool(task, "day_spent"));
}
