/*
 * test_words - every value has a word of its own, and comes back from it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checkpoints/checkpoint.h"
#include "model/command.h"
#include "model/decision.h"
#include "model/evidence.h"
#include "model/journal_line.h"
#include "model/notification.h"
#include "model/reason.h"
#include "model/review.h"
#include "model/state.h"
#include "model/stop_reason.h"
#include "model/task.h"
#include "model/verdict.h"

/* Lower case and '_': what stands in JSON and on the command line. */
static void check_word(const char *word)
{
	assert_non_null(word);
	assert_true(*word);
	assert_int_equal(
		strspn(word, "abcdefghijklmnopqrstuvwxyz_"), strlen(word));
}

#define CHECK_WORDS(noun, type, count)                                         \
	do {                                                                   \
		for (int i = 0; i < (count); i++) {                            \
			check_word(noun##_name((type)i));                      \
			assert_int_equal(                                      \
				noun##_from_name(noun##_name((type)i)), i);    \
		}                                                              \
		assert_int_equal(noun##_from_name("nonsense"), -1);            \
		assert_int_equal(noun##_from_name(""), -1);                    \
		assert_int_equal(noun##_from_name(NULL), -1);                  \
	} while (0)

static void test_verdicts(void **state)
{
	(void)state;
	CHECK_WORDS(verdict, enum verdict, VERDICTS);
}

static void test_actions(void **state)
{
	(void)state;
	CHECK_WORDS(action, enum action, ACTIONS);
}

static void test_reviews(void **state)
{
	(void)state;
	CHECK_WORDS(review_what, enum review_what, REVIEW_WHATS);
}

static void test_notifications(void **state)
{
	(void)state;
	CHECK_WORDS(notify_event, enum notify_event, NOTIFY_EVENTS);
	CHECK_WORDS(notify_channel, enum notify_channel, NOTIFY_CHANNELS);
}

static void test_states(void **state)
{
	(void)state;
	CHECK_WORDS(state, enum state, STATES);
}

static void test_permissions(void **state)
{
	(void)state;
	CHECK_WORDS(permissions, enum permissions, PERMISSIONS);
}

static void test_wanted(void **state)
{
	(void)state;
	CHECK_WORDS(wanted, enum wanted, WANTEDS);
}

static void test_run_modes(void **state)
{
	(void)state;
	CHECK_WORDS(run_mode, enum run_mode, RUN_MODES);
}

/* Nobody writes "unknown": it is what a checkpoint does not say. */
static void test_checkpoint_statuses(void **state)
{
	(void)state;
	for (int i = 0; i < CHECKPOINT_STATUSES; i++) {
		const char *word =
			checkpoint_status_name((enum checkpoint_status)i);

		check_word(word);
		if (i != CHECKPOINT_UNKNOWN)
			assert_int_equal(checkpoint_status_from_name(word), i);
	}
	assert_int_equal(checkpoint_status_from_name("nonsense"), -1);
}

static void test_journal_kinds(void **state)
{
	(void)state;
	CHECK_WORDS(journal_kind, enum journal_kind, JOURNAL_KINDS);
}

static void test_evidence_codes(void **state)
{
	(void)state;
	CHECK_WORDS(evidence, enum evidence_code, EVIDENCE_CODES);
}

static void test_reasons(void **state)
{
	(void)state;
	CHECK_WORDS(reason, enum reason_code, REASON_CODES);
}

static void test_stop_reasons(void **state)
{
	(void)state;
	CHECK_WORDS(stop_reason, enum stop_reason, STOP_REASONS);
}

static void test_command_errors(void **state)
{
	(void)state;
	CHECK_WORDS(command_error, enum command_error, COMMAND_ERRORS);
}

/* What memory that nobody filled in means, and what a newer store may hold. */
static void test_zero_and_beyond(void **state)
{
	(void)state;
	assert_string_equal(verdict_name((enum verdict)0), "unknown");
	assert_string_equal(verdict_name((enum verdict)1000), "unknown");
	assert_string_equal(action_name((enum action)0), "none");
	assert_string_equal(action_name((enum action)1000), "none");
	assert_string_equal(wanted_name((enum wanted)0), "stopped");
	assert_string_equal(state_name((enum state)1000), "blocked");
}

static void test_rest(void **state)
{
	static const enum state rest[] = { STATE_COMPLETED, STATE_FAILED,
		STATE_ESCALATED, STATE_HELD, STATE_STOPPED };
	int count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++)
		assert_true(state_is_at_rest(rest[i]));
	for (int i = 0; i < STATES; i++)
		count += state_is_at_rest((enum state)i);
	assert_int_equal(count, sizeof(rest) / sizeof(*rest));
}

/* The actions after which the task runs again, and no others. */
static void test_actions_that_start_a_run(void **state)
{
	static const enum action runs[] = { ACTION_RESUME, ACTION_RESTART,
		ACTION_REASSIGN, ACTION_REPAIR, ACTION_PARK };
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++)
		assert_true(decision_starts_run(runs[i]));
	for (int i = 0; i < ACTIONS; i++)
		count += decision_starts_run((enum action)i);
	assert_int_equal(count, sizeof(runs) / sizeof(*runs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_reviews),
		cmocka_unit_test(test_notifications),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_permissions),
		cmocka_unit_test(test_wanted),
		cmocka_unit_test(test_run_modes),
		cmocka_unit_test(test_checkpoint_statuses),
		cmocka_unit_test(test_journal_kinds),
		cmocka_unit_test(test_evidence_codes),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_stop_reasons),
		cmocka_unit_test(test_command_errors),
		cmocka_unit_test(test_zero_and_beyond),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_actions_that_start_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
