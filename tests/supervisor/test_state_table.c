/*
 * test_state_table - the life of a task is one full table
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "supervisor/tasks/state_table.h"

static void test_no_empty_cell(void **state)
{
	(void)state;
	for (int at = 0; at < STATES; at++)
		for (int event = 0; event < STEP_EVENTS; event++)
			if (!step_of((enum state)at, (enum step_event)event))
				fail_msg("%s: nothing for event %d",
					state_name((enum state)at), event);
}

/* The cell that says that an event means nothing here. */
static step_fn *ignored(void)
{
	return step_of(STATE_BLOCKED, STEP_PLACE);
}

static bool is_ignored(enum state state, enum step_event event)
{
	return step_of(state, event) == ignored();
}

/* What somebody asks for is answered in every state, by yes or by no. */
static void test_asking_is_never_ignored(void **state)
{
	(void)state;
	for (int at = 0; at < STATES; at++)
		for (int event = STEP_STOP; event < STEP_EVENTS; event++)
			assert_false(is_ignored(
				(enum state)at, (enum step_event)event));
}

/* The end of a run, and its loss, is heard wherever a run may be going. */
static void test_ends_are_heard(void **state)
{
	static const enum state going[] = { STATE_STARTING, STATE_RUNNING,
		STATE_WAITING };

	(void)state;
	for (size_t i = 0; i < sizeof(going) / sizeof(*going); i++) {
		assert_false(is_ignored(going[i], STEP_ENDED));
		assert_false(is_ignored(going[i], STEP_LOST));
		assert_false(is_ignored(going[i], STEP_STARTED));
	}
	assert_false(is_ignored(STATE_VERIFYING, STEP_INSPECTED));
	assert_false(is_ignored(STATE_BACKOFF, STEP_DUE));
	assert_false(is_ignored(STATE_PARKED, STEP_DUE));
}

/* At rest nothing happens by itself but that the session closes; what people
 * were asked about alone may turn out to have happened to others too. */
static void test_rest_is_rest(void **state)
{
	(void)state;
	for (int at = 0; at < STATES; at++) {
		if (!state_is_at_rest((enum state)at))
			continue;
		for (int event = 0; event < STEP_STOP; event++)
			if (event == STEP_DUE)
				assert_ptr_equal(
					step_of((enum state)at, STEP_DUE),
					step_rest_over);
			else if (event == STEP_BEHIND && at == STATE_ESCALATED)
				assert_ptr_equal(
					step_of((enum state)at, STEP_BEHIND),
					step_behind);
			else
				assert_true(is_ignored((enum state)at,
					(enum step_event)event));
	}
}

/* One place for each way to begin: from the queue, when a place is free. */
static void test_only_the_queue_starts(void **state)
{
	(void)state;
	for (int at = 0; at < STATES; at++)
		if (at != STATE_QUEUED)
			assert_ptr_not_equal(
				step_of((enum state)at, STEP_PLACE),
				step_to_start);
	assert_ptr_equal(step_of(STATE_QUEUED, STEP_PLACE), step_to_start);
}

/* Only what waits for a person can be approved, rejected or answered. */
static void test_reviews_are_for_those_that_wait(void **state)
{
	static step_fn *const escalated[] = { step_approve, step_reject,
		step_answer };
	static step_fn *const parked[] = { step_approve_parked,
		step_reject_parked, step_answer_parked };

	(void)state;
	for (int event = STEP_APPROVE; event <= STEP_ANSWER; event++) {
		enum step_event review = (enum step_event)event;

		for (int at = 0; at < STATES; at++)
			if (at != STATE_ESCALATED && at != STATE_WAITING &&
				at != STATE_PARKED)
				assert_ptr_equal(
					step_of((enum state)at, review),
					step_refuse_review);
		assert_ptr_equal(step_of(STATE_ESCALATED, review),
			escalated[event - STEP_APPROVE]);
		assert_ptr_equal(step_of(STATE_PARKED, review),
			parked[event - STEP_APPROVE]);
	}
	assert_ptr_equal(
		step_of(STATE_WAITING, STEP_ANSWER), step_answer_waiting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_empty_cell),
		cmocka_unit_test(test_asking_is_never_ignored),
		cmocka_unit_test(test_ends_are_heard),
		cmocka_unit_test(test_rest_is_rest),
		cmocka_unit_test(test_only_the_queue_starts),
		cmocka_unit_test(test_reviews_are_for_those_that_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
