/*
 * test_why - causes and hypotheses, a row each, and the timeline
 */
#include "policy/explain/why.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"
#include "policy/classify/classify.h"
#include "policy/explain/timeline.h"

#define EXIT(code) ((code) << 8)
#define STARTED    INT64_C(1000000)
#define ENDED      INT64_C(1060000)

struct row {
	const char *name;
	enum verdict verdict;
	int status; /* as waitpid gives it */
	enum evidence_code code; /* of its evidence */
	const char *evidence;
	const char *waiting; /* for what, at its end */
	bool by_keyboard;
	bool no_record;
	int signal; /* that its keeper got */
	int64_t hangup_ms, key_ms, output_ms, stop_ms;
	int64_t oom_kills, rss_kib;
	bool oom_in_cgroup;
	int64_t length_ms; /* 0: a minute */
	size_t others;

	/* What is expected. */
	bool certain;
	const char *first; /* the likeliest cause begins so */
	const char *speaks_for, *against; /* it is told so, of any cause */
};

static const struct row table[] = {
	{ .name = "killed, nothing else known",
		.verdict = VERDICT_KILLED,
		.status = SIGKILL,
		.first = "a person, a script",
		.against = "none was counted while it ran" },
	{ .name = "killed, with others at once",
		.verdict = VERDICT_KILLED,
		.status = SIGKILL,
		.others = 3,
		.first = "a person, a script",
		.speaks_for = "3 others ended so within 2 s",
		.against = "lived to write the end down" },
	{ .name = "killed, memory could not be counted",
		.verdict = VERDICT_KILLED,
		.status = SIGKILL,
		.oom_kills = -1,
		.first = "a person, a script",
		.speaks_for = "nobody could count",
		.against = "rather takes what is large" },
	{ .name = "killed, large, memory could not be counted",
		.verdict = VERDICT_KILLED,
		.status = SIGKILL,
		.oom_kills = -1,
		.rss_kib = 4 << 20,
		.first = "the kernel killed it",
		.speaks_for = "it used up to 4096 MiB" },
	{ .name = "killed, the record is gone",
		.verdict = VERDICT_KILLED,
		.status = SIGKILL,
		.no_record = true,
		.first = "a person, a script",
		.against = "is not kept any more" },
	{ .name = "out of memory in its own cgroup",
		.verdict = VERDICT_OUT_OF_MEMORY,
		.status = SIGKILL,
		.oom_kills = 1,
		.oom_in_cgroup = true,
		.certain = true },
	{ .name = "out of memory somewhere on the machine",
		.verdict = VERDICT_OUT_OF_MEMORY,
		.status = SIGKILL,
		.oom_kills = 2,
		.first = "the kernel killed it",
		.speaks_for = "2 such kills were counted on this machine" },
	{ .name = "terminated: its keeper was told, and by whom",
		.verdict = VERDICT_TERMINATED,
		.status = SIGTERM,
		.signal = SIGTERM,
		.certain = true },
	{ .name = "terminated straight",
		.verdict = VERDICT_TERMINATED,
		.status = SIGTERM,
		.first = "a person, a script",
		.against = "lived to write the end down" },
	{ .name = "terminated by its own exit code",
		.verdict = VERDICT_TERMINATED,
		.status = EXIT(143),
		.first = "a person, a script",
		.speaks_for = "exit code 143: no signal ended the program" },
	{ .name = "its terminal hung up, alone",
		.verdict = VERDICT_TERMINATED,
		.status = SIGHUP,
		.hangup_ms = ENDED,
		.first = "its tmux session or pane was closed" },
	{ .name = "its terminal hung up, and those of others",
		.verdict = VERDICT_TERMINATED,
		.status = SIGHUP,
		.hangup_ms = ENDED,
		.others = 2,
		.first = "the tmux server was ended" },
	{ .name = "interrupted at the keyboard",
		.verdict = VERDICT_INTERRUPTED,
		.status = SIGINT,
		.by_keyboard = true,
		.key_ms = ENDED,
		.certain = true },
	{ .name = "interrupted by a process",
		.verdict = VERDICT_INTERRUPTED,
		.status = SIGINT,
		.first = "a person, a script",
		.speaks_for = "no key was typed",
		.against = "its keeper has seen no such key" },
	{ .name = "interrupted by its own exit code",
		.verdict = VERDICT_INTERRUPTED,
		.status = EXIT(130),
		.first = "a person, a script",
		.speaks_for = "exit code 130: no signal ended" },
	{ .name = "lost: its keeper alone",
		.verdict = VERDICT_LOST,
		.first = "its keeper alone was killed",
		.against = "it is still the same boot" },
	{ .name = "lost: with others at once",
		.verdict = VERDICT_LOST,
		.others = 4,
		.first = "all of its session or of the tmux server's cgroup",
		.speaks_for = "4 others ended so" },
	{ .name = "lost: with the machine",
		.verdict = VERDICT_LOST,
		.code = EVIDENCE_REBOOTED,
		.evidence = "any words",
		.first = "the machine went down",
		.speaks_for = "started anew since" },
	{ .name = "crashed by a signal of its own",
		.verdict = VERDICT_CRASHED,
		.status = SIGSEGV,
		.certain = true },
	{ .name = "crashed in its own words",
		.verdict = VERDICT_CRASHED,
		.status = EXIT(1),
		.code = EVIDENCE_WORDS,
		.evidence = "its own words: no such model",
		.certain = true },
	{ .name = "crashed, and a sentence that only sounds like words",
		.verdict = VERDICT_CRASHED,
		.status = EXIT(1),
		.evidence = "its own words: no such model",
		.first = "an error of the program" },
	{ .name = "killed, with a cause that was found",
		.verdict = VERDICT_KILLED,
		.status = SIGKILL,
		.code = EVIDENCE_COMMON_CAUSE,
		.evidence = "the disk was full",
		.certain = true,
		.first = "the disk was full" },
	{ .name = "exit 1 without words",
		.verdict = VERDICT_CRASHED,
		.status = EXIT(1),
		.first = "an error of the program",
		.speaks_for = "exit code 1: no signal was involved" },
	{ .name = "exit 1 without words, early, and others too",
		.verdict = VERDICT_CRASHED,
		.status = EXIT(1),
		.length_ms = 100,
		.others = 1,
		.first = "something around it",
		.speaks_for = "before any work was likely" },
	{ .name = "timed out while it wrote",
		.verdict = VERDICT_TIMED_OUT,
		.status = SIGTERM,
		.output_ms = ENDED - 1000,
		.first = "it was at work",
		.speaks_for = "its last output came 1 s before the end" },
	{ .name = "hung in silence",
		.verdict = VERDICT_HUNG,
		.status = SIGTERM,
		.output_ms = ENDED - 600000,
		.first = "it waited for something",
		.speaks_for = "nothing for 10 min" },
	{ .name = "hung, and said goodbye",
		.verdict = VERDICT_HUNG,
		.status = SIGTERM,
		.evidence = "it showed no sign of life: no output for 10 min",
		.stop_ms = ENDED - 200,
		.output_ms = ENDED - 100,
		.first = "it waited for something",
		.speaks_for = "no sign of life: no output for 10 min" },
	{ .name = "hung, and never wrote",
		.verdict = VERDICT_HUNG,
		.status = SIGTERM,
		.first = "it waited for something",
		.speaks_for = "never written anything" },
	{ .name = "timed out, and a person was to answer",
		.verdict = VERDICT_TIMED_OUT,
		.status = SIGTERM,
		.output_ms = ENDED - 1000,
		.waiting = "Overwrite it?",
		.certain = true,
		.first = "it waited for a person: Overwrite it?" },
	{ .name = "tests failed",
		.verdict = VERDICT_TESTS_FAILED,
		.evidence = "the verify command failed: exit code 1",
		.certain = true },
	{ .name = "unknown, its status too",
		.verdict = VERDICT_UNKNOWN,
		.status = -1,
		.certain = true },
};

static void fill_record(struct record *record, const struct row *row)
{
	*record = (struct record){
		.ended = row->verdict != VERDICT_LOST,
		.ended_ms = ENDED,
		.signal = { row->signal ? ENDED : 0, row->signal, 77, 1000,
			(char *)"bash" },
		.hangup_ms = row->hangup_ms,
		.key = { row->key_ms, 3, 1, true },
		.output_ms = row->output_ms,
		.stop = { .ms = row->stop_ms },
		.oom_kills = row->oom_kills,
		.oom_in_cgroup = row->oom_in_cgroup,
		.max_rss_kib = row->rss_kib,
	};
}

static bool is_told(const struct cause *cause, bool against, const char *text)
{
	for (size_t i = 0; i < cause->count; i++) {
		const struct argv *list =
			against ? &cause->items[i].speaks_against
				: &cause->items[i].speaks_for;

		for (size_t j = 0; j < list->count; j++)
			if (strstr(list->items[j], text))
				return true;
	}
	return false;
}

static void check(const struct row *row, const struct cause *cause)
{
	assert_true(cause->text && *cause->text);
	assert_int_equal(cause->certain, row->certain);
	assert_int_equal(cause->count == 0, row->certain);
	if (row->certain) {
		if (row->first)
			assert_string_equal(cause->text, row->first);
		return;
	}
	if (strncmp(cause->items[0].cause, row->first, strlen(row->first)) != 0)
		fail_msg("first: %s", cause->items[0].cause);
	if (row->speaks_for && !is_told(cause, false, row->speaks_for))
		fail_msg("nothing for: %s", row->speaks_for);
	if (row->against && !is_told(cause, true, row->against))
		fail_msg("nothing against: %s", row->against);
	/* A hypothesis without a word for or against it explains nothing. */
	for (size_t i = 0; i < cause->count; i++)
		assert_true(cause->items[i].speaks_for.count +
				    cause->items[i].speaks_against.count >
			    0);
}

static void test_causes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const struct row *row = &table[i];
		struct history_row rows[8] = { { .task = 2 } };
		struct history others = { rows, row->others };
		struct record record;
		struct run run = { .task = 1,
			.number = 1,
			.judged = true,
			.verdict = row->verdict,
			.started_ms = row->length_ms ? ENDED - row->length_ms
						     : STARTED,
			.ended_ms = ENDED,
			.status_known = row->status >= 0,
			.wait_status = row->status,
			.by_keyboard = row->by_keyboard };
		struct why_facts facts = { .run = &run,
			.record = row->no_record ? NULL : &record,
			.waiting = row->waiting,
			.others = &others };
		struct cause cause;

		print_message("%s\n", row->name);
		for (size_t j = 0; j < row->others; j++)
			rows[j].agent = (char *)"other";
		fill_record(&record, row);
		evidence_addf(&run.evidence, row->code, "%s",
			row->evidence ? row->evidence : "so");
		why(&cause, &facts);
		check(row, &cause);
		cause_clear(&cause);
		evidence_clear(&run.evidence);
	}
}

/* Whatever the verdict, there is an account of it. */
static void test_every_verdict(void **state)
{
	struct history none = { 0 };

	(void)state;
	for (int i = 0; i < VERDICTS; i++) {
		struct run run = { .judged = true, .verdict = (enum verdict)i };
		struct why_facts facts = { .run = &run, .others = &none };
		struct cause cause;

		why(&cause, &facts);
		assert_true(cause.text && *cause.text);
		assert_int_equal(cause.certain, cause.count == 0);
		cause_clear(&cause);
	}
}

static void add_end(struct history *history, int64_t task, enum verdict verdict)
{
	history->items = mem_grow(
		history->items, (history->count + 1) * sizeof(*history->items));
	history->items[history->count++] = (struct history_row){ .task = task,
		.agent = mem_copy("x"),
		.number = 1,
		.judged = true,
		.verdict = verdict };
}

static void test_others(void **state)
{
	struct run run = { .task = 3, .verdict = VERDICT_KILLED };
	struct history ends = { 0 };

	(void)state;
	add_end(&ends, 1, VERDICT_TERMINATED);
	add_end(&ends, 1, VERDICT_KILLED);
	add_end(&ends, 2, VERDICT_COMPLETED);
	add_end(&ends, 3, VERDICT_KILLED);
	add_end(&ends, 4, VERDICT_CRASHED);
	add_end(&ends, 5, VERDICT_LOST);
	add_end(&ends, 6, VERDICT_STOPPED);
	why_keep_others(&ends, &run);
	assert_int_equal(ends.count, 2);
	assert_int_equal(ends.items[0].task, 1);
	assert_int_equal(ends.items[1].task, 5);
	history_clear(&ends);
}

static const char *what_of(const cJSON *story, int index, const char *name)
{
	return json_text(cJSON_GetArrayItem(story, index), name);
}

static void test_timeline(void **state)
{
	struct task task = { .id = 1,
		.profile = (char *)"shell",
		.repo = (char *)"/r",
		.state = STATE_RUNNING,
		.created_ms = 1000 };
	struct run runs[2] = {
		{ .task = 1,
			.number = 1,
			.profile = (char *)"shell",
			.started_ms = 2000,
			.ended_ms = 3000,
			.judged = true,
			.verdict = VERDICT_KILLED,
			.decision = ACTION_RESUME,
			.reason = { REASON_POLICY, (char *)"why" } },
		{ .task = 1,
			.number = 2,
			.mode = RUN_RESUME,
			.profile = (char *)"shell",
			.started_ms = 3500 }
	};
	struct journal_line events[2] = { { .kind = JOURNAL_ASKED,
						  .time_ms = 2500 },
		{ .kind = JOURNAL_ENDED, .time_ms = 3000 } };
	struct run_list run_list = { runs, 2 };
	struct journal_list event_list = { events, 2 };
	static const char *const expected[] = { "submitted", "started", "asked",
		"ended", "decision", "started", "now" };
	cJSON *story = timeline_write(&task, &run_list, &event_list);

	(void)state;
	assert_int_equal(cJSON_GetArraySize(story), 7);
	for (int i = 0; i < 7; i++)
		assert_string_equal(what_of(story, i, "what"), expected[i]);
	assert_int_equal(
		json_number(cJSON_GetArrayItem(story, 5), "gap_ms", -1), 500);
	assert_string_equal(what_of(story, 5, "run"), "1.2");
	assert_null(what_of(story, 6, "time"));
	cJSON_Delete(story);
}

static struct journal_line event_make(
	enum journal_kind kind, const char *run, int64_t ms, const char *data)
{
	return (struct journal_line){ .time_ms = ms,
		.kind = kind,
		.run = (char *)run,
		.data = cJSON_Parse(data) };
}

static void assert_line(
	const cJSON *story, int index, const char *what, const char *text)
{
	assert_string_equal(what_of(story, index, "what"), what);
	assert_string_equal(what_of(story, index, "text"), text);
}

/* The row tells the last of it only; each has its own time. */
static void test_timeline_of_publishing(void **state)
{
	struct task task = { .id = 1,
		.profile = (char *)"b",
		.repo = (char *)"/r",
		.state = STATE_COMPLETED,
		.created_ms = 1000,
		.ended_ms = 6000 };
	struct run run = { .task = 1,
		.number = 1,
		.profile = (char *)"a",
		.started_ms = 2000,
		.ended_ms = 3000,
		.judged = true,
		.status_known = true,
		.verdict = VERDICT_PUBLISH_FAILED,
		.decision = ACTION_ESCALATE,
		.reason = { REASON_ATTEMPTS_SPENT, (char *)"all is spent" } };
	struct journal_line events[] = {
		event_make(JOURNAL_ENDED, "1.1", 3001,
			"{\"verdict\":\"completed\",\"evidence\":[{\"code\":"
			"\"success_event\",\"text\":\"it is done\"}]}"),
		event_make(JOURNAL_DECISION, "1.1", 3002,
			"{\"decision\":\"publish\",\"reason\":\"done\"}"),
		event_make(JOURNAL_PUBLISH_FAILED, "1.1", 4000,
			"{\"evidence\":[\"no network\"]}"),
		event_make(JOURNAL_DECISION, "1.1", 4001,
			"{\"decision\":\"escalate\",\"reason\":\"spent\"}"),
		event_make(JOURNAL_REVIEW, "1.1", 5000,
			"{\"what\":\"approve\",\"by\":\"me\",\"text\":\"try\\nit\"}"),
		event_make(JOURNAL_ASKED, NULL, 5000,
			"{\"what\":\"resume\",\"by\":\"me\"}"),
		event_make(
			JOURNAL_PUBLISHED, "1.1", 5999, "{\"answer\":\"URL\"}"),
		event_make(JOURNAL_DECISION, "1.1", 6001,
			"{\"decision\":\"complete\",\"reason\":\"r\"}"),
	};
	size_t count = sizeof(events) / sizeof(*events);
	struct run_list runs = { &run, 1 };
	struct journal_list list = { events, count };
	cJSON *story = timeline_write(&task, &runs, &list);
	const cJSON *item;

	(void)state;
	assert_int_equal(cJSON_GetArraySize(story), 10);
	assert_line(story, 0, "submitted", "a, /r");
	assert_line(story, 2, "ended", "completed, after 1 s: exit code 0");
	item = cJSON_GetArrayItem(
		cJSON_GetObjectItem(cJSON_GetArrayItem(story, 2), "evidence"),
		0);
	assert_string_equal(json_text(item, "text"), "it is done");
	assert_string_equal(json_text(item, "code"), "success_event");
	assert_line(story, 3, "decision", "publish: done");
	assert_line(story, 4, "publish_failed", "no network");
	assert_line(story, 5, "decision", "escalate: spent");
	assert_line(story, 6, "review", "approve, by me: try it");
	assert_line(story, 7, "published", "URL");
	assert_line(story, 8, "decision", "complete: r");
	assert_string_equal(what_of(story, 9, "what"), "rest");
	cJSON_Delete(story);
	for (size_t i = 0; i < count; i++)
		cJSON_Delete(events[i].data);
}

/* Whose it was at first, and that a run has never begun. */
static void test_timeline_of_profiles(void **state)
{
	struct task task = { .id = 1,
		.profile = (char *)"c",
		.repo = (char *)"/r",
		.state = STATE_QUEUED,
		.created_ms = 1000 };
	struct run run = { .task = 1,
		.number = 1,
		.profile = (char *)"b",
		.ended_ms = 3000,
		.judged = true,
		.verdict = VERDICT_START_FAILED,
		.decision = ACTION_ESCALATE };
	struct journal_line events[] = {
		event_make(JOURNAL_REASSIGNED, NULL, 2000,
			"{\"from\":\"a\",\"to\":\"b\"}"),
		event_make(JOURNAL_ASKED, NULL, 4000,
			"{\"what\":\"reassign\",\"by\":\"me\","
			"\"from\":\"b\",\"to\":\"c\"}"),
	};
	struct run_list runs = { &run, 1 }, none = { 0 };
	struct journal_list both = { events, 2 }, second = { events + 1, 1 };
	struct journal_list nothing = { 0 };
	cJSON *story = timeline_write(&task, &runs, &both);

	(void)state;
	assert_line(story, 0, "submitted", "a, /r");
	assert_line(story, 1, "reassigned", "a → b: its account is limited");
	assert_line(story, 2, "ended", "start_failed");
	assert_line(story, 4, "asked", "reassign b → c, by me");
	cJSON_Delete(story);
	story = timeline_write(&task, &runs, &second);
	assert_line(story, 0, "submitted", "b, /r");
	cJSON_Delete(story);
	story = timeline_write(&task, &none, &second);
	assert_line(story, 0, "submitted", "b, /r");
	cJSON_Delete(story);
	story = timeline_write(&task, &none, &nothing);
	assert_line(story, 0, "submitted", "c, /r");
	cJSON_Delete(story);
	for (size_t i = 0; i < 2; i++)
		cJSON_Delete(events[i].data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_causes),
		cmocka_unit_test(test_every_verdict),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_timeline),
		cmocka_unit_test(test_timeline_of_publishing),
		cmocka_unit_test(test_timeline_of_profiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
