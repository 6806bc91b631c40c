/*
 * test_classify_order - stronger evidence wins, and what never happens
 *
 * SEED=N repeats the random part.
 */
#include <signal.h>

#include "tests/policy/ends.h"

/*
 * Kinds of evidence, the strongest first, each with what it says alone. Two
 * together say what the stronger says. A kind adds itself to a row.
 */
static void add_stop(struct row *row)
{
	row->person = true;
	row->wanted = WANTED_STOPPED;
}

static void add_timeout(struct row *row)
{
	row->stop.ms = AGO(2);
	row->stop.reason = STOP_TIMEOUT;
}

static void add_memory(struct row *row)
{
	row->status = SIGKILL;
	row->oom_kills = 1;
}

static void add_signal(struct row *row)
{
	row->signal.ms = AGO(2);
	row->signal.number = SIGTERM;
}

static void add_hangup(struct row *row)
{
	row->hangup_ms = AGO(2);
}

static void add_key(struct row *row)
{
	row->key_ms = AGO(1);
}

static void add_code(struct row *row)
{
	if (!row->status)
		row->status = EXIT(127);
}

static void add_no_success(struct row *row)
{
	row->success = SEEN_NO;
}

static void add_blocked(struct row *row)
{
	row->checkpoint = CHECKPOINT_BLOCKED;
}

static void add_no_change(struct row *row)
{
	row->change = SEEN_NO;
}

static void add_failed_tests(struct row *row)
{
	row->verify_status = EXIT(1);
}

static const struct kind {
	void (*add)(struct row *row);
	enum verdict verdict;
	const char *says; /* one of its sentences */
} kinds[] = {
	{ add_stop, VERDICT_STOPPED, "a stop was asked for" },
	{ add_timeout, VERDICT_TIMED_OUT, "it ran longer" },
	{ add_memory, VERDICT_OUT_OF_MEMORY, "the kernel killed" },
	{ add_signal, VERDICT_TERMINATED, "SIGTERM was sent to its keeper" },
	{ add_hangup, VERDICT_TERMINATED, "its terminal is gone" },
	{ add_key, VERDICT_INTERRUPTED, "Ctrl-C was typed" },
	{ add_code, VERDICT_START_FAILED, "exit code 127" },
	{ add_no_success, VERDICT_INCOMPLETE, "it never said" },
	{ add_blocked, VERDICT_INCOMPLETE, "its checkpoint says blocked" },
	{ add_no_change, VERDICT_INCOMPLETE, "nothing changed" },
	{ add_failed_tests, VERDICT_TESTS_FAILED, "the verify command failed" },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static bool says(const struct classified *out, const char *start)
{
	for (size_t i = 0; i < out->evidence.count; i++)
		if (!strncmp(out->evidence.items[i].text, start, strlen(start)))
			return true;
	return false;
}

static void check_pair(const struct kind *strong, const struct kind *weak)
{
	struct row row = { .profile = "claude", .success = SEEN_YES, PASSED };
	struct classified out;
	struct record record;
	struct facts facts;

	strong->add(&row);
	weak->add(&row);
	/* A success event outweighs a key, so a key comes without one. */
	if (row.key_ms)
		row.success = SEEN_NO;
	fill_record(&record, &row);
	fill_facts(&facts, &row, &record);
	classify(&out, &facts);
	if (out.verdict != strong->verdict || !says(&out, strong->says))
		fail_msg("'%s' against '%s': %s", strong->says, weak->says,
			verdict_name(out.verdict));
	classified_clear(&out);
}

static void test_stronger_beats_weaker(void **state)
{
	(void)state;
	for (size_t strong = 0; strong < KINDS; strong++)
		for (size_t weak = strong; weak < KINDS; weak++)
			check_pair(&kinds[strong], &kinds[weak]);
}

/*
 * What the worktree shows is stronger than what a CLI says, and weaker than
 * what the kernel or an exit code of its own says.
 */
static void test_worktree_beats_words(void **state)
{
	static const struct {
		struct row row;
		enum verdict verdict;
	} table[] = {
		{ { .status = EXIT(1) }, VERDICT_GIT_ERROR },
		{ { .status = EXIT(1),
			  .profile = "claude",
			  .sign = VERDICT_API_ERROR,
			  .sign_stands = true },
			VERDICT_GIT_ERROR },
		{ { .profile = "claude", .success = SEEN_NO },
			VERDICT_GIT_ERROR },
		{ { .profile = "claude", .success = SEEN_YES },
			VERDICT_GIT_ERROR },
		{ { .status = EXIT(137) }, VERDICT_KILLED },
		{ { .status = SIGKILL, .oom_kills = 1 },
			VERDICT_OUT_OF_MEMORY },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct classified out;
		struct record record;
		struct facts facts;

		fill_record(&record, &table[i].row);
		fill_facts(&facts, &table[i].row, &record);
		facts.suspect = true;
		classify(&out, &facts);
		assert_int_equal(
			out.wants_look, table[i].verdict == VERDICT_GIT_ERROR);
		classified_clear(&out);
		facts.looked = true;
		facts.fault = "its index is corrupt";
		classify(&out, &facts);
		assert_int_equal(out.verdict, table[i].verdict);
		assert_false(out.wants_look);
		if (out.verdict == VERDICT_GIT_ERROR)
			assert_true(says(&out,
				"git does not work in its worktree: its "
				"index"));
		classified_clear(&out);
		/* A suspicion alone is none. */
		facts.fault = NULL;
		classify(&out, &facts);
		assert_int_not_equal(out.verdict, VERDICT_GIT_ERROR);
		classified_clear(&out);
	}
}

/* Where git does not work nothing was verified: that is no failing test. */
static void test_fault_before_verify(void **state)
{
	struct row row = { .profile = "shell" };
	struct classified out;
	struct record record;
	struct facts facts;

	(void)state;
	fill_record(&record, &row);
	fill_facts(&facts, &row, &record);
	facts.verify = facts.looked = true;
	facts.fault = "its index is corrupt";
	classify(&out, &facts);
	assert_int_equal(out.verdict, VERDICT_GIT_ERROR);
	classified_clear(&out);
}

/* --- what holds whatever happened ------------------------------------------ */

#define ROUNDS 50000

static int random_status(void)
{
	static const int codes[] = { 0, 0, 0, 1, 2, 3, 126, 127, 129, 130, 137,
		143, 255 };

	switch (chance(4)) {
	case 0:
		return STATUS_NONE;
	case 1:
		return (int)chance(0x10000);
	case 2:
		return 1 + (int)chance(31);
	}
	return EXIT(codes[chance(sizeof(codes) / sizeof(*codes))]);
}

static int64_t random_ms(void)
{
	return chance(3) ? 0 : AGO((int64_t)chance(40));
}

static enum stop_reason random_reason(void)
{
	return (enum stop_reason)chance(STOP_REASONS);
}

/* What signs_read takes. */
static enum verdict random_sign(void)
{
	enum verdict verdict = (enum verdict)chance(VERDICTS);

	return chance(2) || verdict == VERDICT_COMPLETED ||
			       verdict == VERDICT_STOPPED
		       ? VERDICT_UNKNOWN
		       : verdict;
}

static void random_row(struct row *row)
{
	static const char *const profiles[] = { "claude", "codex", "shell" };

	*row = (struct row){
		.name = "random",
		.profile = profiles[chance(3)],
		.status = random_status(),
		.stop = { random_ms(), random_reason() },
		.signal = { random_ms(), 1 + (int)chance(31) },
		.key_ms = random_ms(),
		.hangup_ms = random_ms(),
		.oom_kills = (int64_t)chance(3) - 1,
		.start_error = chance(8) ? NULL : "no",
		.person = !chance(3),
		.wanted = (enum wanted)chance(WANTEDS),
		.no_record = !chance(10),
		.not_ended = !chance(10),
		.lost = !chance(10),
		.rebooted = !chance(2),
		.swept = (int64_t)chance(3) - 1,
		.interactive = !chance(2),
		.success = (enum seen)chance(3),
		.failure = (enum seen)chance(3),
		.sign = random_sign(),
		.sign_stands = !chance(2),
		.sign_in_transcript = !chance(2),
		.acted_on = random_sign(),
		.checkpoint =
			(enum checkpoint_status)chance(CHECKPOINT_STATUSES),
		.looked = !chance(2),
		.change = (enum seen)chance(3),
		.verify = !chance(2),
		.verify_known = !chance(2),
		.verify_timed_out = !chance(4),
		.verify_status = chance(2) ? 0 : random_status(),
	};
}

static bool was_ended_as_done(const struct facts *facts)
{
	return facts->record->stop.ms &&
	       facts->record->stop.reason == STOP_DONE &&
	       facts->checkpoint == CHECKPOINT_DONE;
}

static bool was_ended_after_turn(const struct facts *facts)
{
	return facts->record->stop.ms &&
	       facts->record->stop.reason == STOP_TURN;
}

static void check_completed(const struct facts *facts)
{
	assert_int_equal(facts->wanted, WANTED_RUN);
	assert_non_null(facts->record);
	assert_true(facts->record->ended && !facts->lost);
	if (!was_ended_as_done(facts)) {
		if (!was_ended_after_turn(facts)) {
			assert_true(facts->record->status_known);
			assert_int_equal(facts->record->wait_status, 0);
		}
		assert_null(facts->record->start_error);
		if (facts->profile->success_event && !facts->interactive)
			assert_int_equal(facts->success_event, SEEN_YES);
		if (facts->profile->needs_change)
			assert_true(facts->change == SEEN_YES ||
				    facts->checkpoint == CHECKPOINT_DONE);
	}
	if (facts->verify)
		assert_true(facts->looked && facts->verify_known &&
			    !facts->verify_status && !facts->verify_timed_out);
}

static void check_same(
	const struct classified *one, const struct classified *two)
{
	assert_int_equal(one->verdict, two->verdict);
	assert_int_equal(one->wants_look, two->wants_look);
	assert_int_equal(one->by_keyboard, two->by_keyboard);
	assert_int_equal(one->evidence.count, two->evidence.count);
	for (size_t i = 0; i < one->evidence.count; i++) {
		assert_int_equal(one->evidence.items[i].code,
			two->evidence.items[i].code);
		assert_string_equal(one->evidence.items[i].text,
			two->evidence.items[i].text);
	}
}

static void check_any(const struct facts *facts)
{
	struct classified out, again;

	classify(&out, facts);
	classify(&again, facts);
	check_same(&out, &again);
	assert_true(out.verdict < VERDICTS);
	assert_true(out.evidence.count > 0);
	for (size_t i = 0; i < out.evidence.count; i++) {
		assert_true(*out.evidence.items[i].text);
		assert_int_not_equal(
			out.evidence.items[i].code, EVIDENCE_UNKNOWN);
	}
	if (facts->wanted != WANTED_RUN)
		assert_int_equal(out.verdict, VERDICT_STOPPED);
	if (out.by_keyboard)
		assert_int_equal(out.verdict, VERDICT_INTERRUPTED);
	if (out.wants_look)
		assert_true(!facts->looked || facts->swept < 0);
	else if (out.verdict == VERDICT_COMPLETED)
		check_completed(facts);
	classified_clear(&out);
	classified_clear(&again);
}

static void test_whatever_happened(void **state)
{
	struct record record;
	struct facts facts;
	struct row row;

	(void)state;
	chance_seed();
	for (int i = 0; i < ROUNDS; i++) {
		random_row(&row);
		fill_record(&record, &row);
		fill_facts(&facts, &row, &record);
		check_any(&facts);
	}
}

/* After one look the verdict stands: nobody looks for ever. */
static void test_one_look_is_enough(void **state)
{
	struct classified out;
	struct record record;
	struct facts facts;
	struct row row;

	(void)state;
	chance_seed();
	for (int i = 0; i < ROUNDS / 4; i++) {
		random_row(&row);
		row.looked = true;
		row.swept = (int64_t)chance(5);
		fill_record(&record, &row);
		fill_facts(&facts, &row, &record);
		classify(&out, &facts);
		assert_false(out.wants_look);
		classified_clear(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stronger_beats_weaker),
		cmocka_unit_test(test_worktree_beats_words),
		cmocka_unit_test(test_fault_before_verify),
		cmocka_unit_test(test_whatever_happened),
		cmocka_unit_test(test_one_look_is_enough),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
