/*
 * test_state_table - the life of a task is one table
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "supervisor/tasks/handlers.h"

static task_handler *handler_of(int state, int event)
{
	return state_table_find((enum state)state, (enum event_kind)event);
}

static void test_each_cell_has_one_row(void **state)
{
	(void)state;
	for (int at = 0; at < STATES; at++)
		for (int event = 0; event < TASK_EVENTS; event++)
			if (state_table_count(
				    (enum state)at, (enum event_kind)event) > 1)
				fail_msg("%s: more than one handler of %s",
					state_name((enum state)at),
					event_kind_name(
						(enum event_kind)event));
}

static void test_each_event_has_a_handler(void **state)
{
	(void)state;
	for (int event = 0; event < TASK_EVENTS; event++) {
		int at = 0;

		while (at < STATES && !handler_of(at, event))
			at++;
		if (at == STATES)
			fail_msg("%s: no handler",
				event_kind_name((enum event_kind)event));
	}
}

/* What a person asks for is answered in every state, by yes or by no. */
static void test_requests_are_never_ignored(void **state)
{
	(void)state;
	for (int at = 0; at < STATES; at++)
		for (int event = EVENT_SEND; event < TASK_EVENTS; event++)
			assert_non_null(handler_of(at, event));
}

/* The end of a run, and its loss, is heard wherever a run may be going. */
static void test_ends_are_heard(void **state)
{
	static const enum state going[] = { STATE_STARTING, STATE_RUNNING,
		STATE_WAITING };

	(void)state;
	for (size_t i = 0; i < sizeof(going) / sizeof(*going); i++) {
		assert_non_null(handler_of(going[i], EVENT_RUN_ENDED));
		assert_non_null(handler_of(going[i], EVENT_RUN_LOST));
		assert_non_null(handler_of(going[i], EVENT_RUN_STARTED));
	}
	assert_non_null(handler_of(STATE_VERIFYING, EVENT_INSPECTED));
	assert_non_null(handler_of(STATE_BACKOFF, EVENT_DUE));
	assert_non_null(handler_of(STATE_PARKED, EVENT_DUE));
}

/* What may happen to a task at rest, besides what people ask for: its session
 * closes, its files are counted, texts of its last run are settled, and what was
 * decided about it alone may turn out to have happened to others too. */
static bool is_of_rest(int at, int event)
{
	switch (event) {
	case EVENT_DUE:
		return handler_of(at, event) == on_rest_over;
	case EVENT_BEHIND_BREAKER:
		return at == STATE_ESCALATED;
	case EVENT_FILES_COUNTED:
	case EVENT_TEXT_TAKEN:
	case EVENT_TEXT_TYPED:
		return true;
	default:
		return false;
	}
}

static void test_rest_is_rest(void **state)
{
	(void)state;
	for (int at = 0; at < STATES; at++)
		for (int event = 0;
			state_is_at_rest((enum state)at) && event < EVENT_SEND;
			event++)
			if (handler_of(at, event))
				assert_true(is_of_rest(at, event));
}

/* One place for each way to begin: from the queue, when a place is free. */
static void test_only_the_queue_starts(void **state)
{
	(void)state;
	for (int at = 0; at < STATES; at++)
		assert_ptr_equal(handler_of(at, EVENT_PLACE_FREE),
			at == STATE_QUEUED ? on_place_free : NULL);
}

/* Only what waits for a person can be approved, rejected or answered. */
static void test_reviews_are_for_those_that_wait(void **state)
{
	static const struct {
		enum event_kind event;
		task_handler *escalated, *parked, *waiting;
	} reviews[] = {
		{ EVENT_APPROVE, on_approve, on_approve_parked,
			on_refuse_waiting },
		{ EVENT_REJECT, on_reject, on_reject_parked,
			on_refuse_waiting },
		{ EVENT_ANSWER, on_answer, on_answer_parked,
			on_answer_waiting },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(reviews) / sizeof(*reviews); i++)
		for (int at = 0; at < STATES; at++)
			assert_ptr_equal(handler_of(at, reviews[i].event),
				at == STATE_ESCALATED ? reviews[i].escalated
				: at == STATE_PARKED  ? reviews[i].parked
				: at == STATE_WAITING ? reviews[i].waiting
						      : on_refuse_review);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_cell_has_one_row),
		cmocka_unit_test(test_each_event_has_a_handler),
		cmocka_unit_test(test_requests_are_never_ignored),
		cmocka_unit_test(test_ends_are_heard),
		cmocka_unit_test(test_rest_is_rest),
		cmocka_unit_test(test_only_the_queue_starts),
		cmocka_unit_test(test_reviews_are_for_those_that_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
