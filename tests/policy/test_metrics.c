/*
 * test_metrics - figures from hand-made rows
 */
#include "policy/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW INT64_C(1000000000)

/* A run's row: of which task, how it stands, and how the run ended. */
#define ROW(id, name, where, many, n, from, to, what, then)                    \
	{                                                                      \
		.task = (id), .agent = (char *)(name), .state = (where),       \
		.at_rest_ms = state_is_at_rest(where) ? NOW : 0,               \
		.files_known = (many) >= 0, .files = (many), .number = (n),    \
		.started_ms = NOW + (from), .ended_ms = NOW + (to),            \
		.judged = (n) > 0, .verdict = VERDICT_##what,                  \
		.decision = ACTION_##then                                      \
	}

static void compute(struct metrics *metrics, struct history_row *rows,
	size_t count, int64_t since_ms)
{
	struct history history = { rows, count };

	metrics_compute(metrics, &history, since_ms);
}

#define COMPUTE(metrics, rows, since_ms)                                       \
	compute(metrics, rows, sizeof(rows) / sizeof(*(rows)), since_ms)

static void assert_share(struct share share, int64_t good, int64_t all)
{
	assert_int_equal(share.good, good);
	assert_int_equal(share.all, all);
}

static void test_nothing(void **state)
{
	struct history none = { 0 };
	struct metrics metrics;

	(void)state;
	metrics_compute(&metrics, &none, 0);
	assert_int_equal(metrics.tasks, 0);
	assert_int_equal(share_permille(metrics.recovery), -1);
	assert_int_equal(metrics.reason_count, 0);
	metrics_clear(&metrics);
}

static void test_first_try(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_COMPLETED, 4, 1, 0, 9, COMPLETED, COMPLETE),
		ROW(2, "b", STATE_COMPLETED, 5, 1, 0, 9, COMPLETED, COMPLETE),
		ROW(3, "c", STATE_COMPLETED, 0, 1, 0, 1, CRASHED, RESUME),
		ROW(3, "c", STATE_COMPLETED, 0, 2, 2, 9, COMPLETED, COMPLETE),
		ROW(4, "d", STATE_ESCALATED, 9, 1, 0, 9, CRASHED, ESCALATE),
		ROW(5, "e", STATE_COMPLETED, -1, 1, 0, 9, COMPLETED, COMPLETE),
		/* Nobody knows yet. */
		ROW(6, "f", STATE_RUNNING, -1, 1, 0, 0, UNKNOWN, NONE),
		ROW(7, "g", STATE_QUEUED, -1, 0, 0, 0, UNKNOWN, NONE),
	};
	struct metrics metrics;

	(void)state;
	rows[6].judged = rows[7].judged = false;
	COMPUTE(&metrics, rows, 0);
	assert_int_equal(metrics.tasks, 7);
	assert_int_equal(metrics.by_state[STATE_COMPLETED], 4);
	assert_share(metrics.first_try[SIZE_SIMPLE], 1, 2);
	assert_share(metrics.first_try[SIZE_COMPLEX], 1, 2);
	assert_share(metrics.first_try[SIZE_UNKNOWN], 1, 1);
	assert_int_equal(share_permille(metrics.first_try[SIZE_SIMPLE]), 500);
	metrics_clear(&metrics);
}

/* What a person ended is no success and no failure. */
static void test_a_persons_word(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_STOPPED, 1, 1, 0, 9, STOPPED, NONE),
		ROW(2, "b", STATE_HELD, 1, 1, 0, 5, INTERRUPTED, RESUME),
		ROW(2, "b", STATE_HELD, 1, 2, 6, 9, INTERRUPTED, HOLD),
		ROW(3, "c", STATE_COMPLETED, 1, 1, 0, 5, STOPPED, NONE),
		ROW(3, "c", STATE_COMPLETED, 1, 2, 6, 9, COMPLETED, COMPLETE),
	};
	struct metrics metrics;

	(void)state;
	COMPUTE(&metrics, rows, 0);
	assert_share(metrics.first_try[SIZE_SIMPLE], 1, 1);
	assert_share(metrics.recovery, 0, 0);
	assert_int_equal(metrics.failures, 2);
	assert_int_equal(metrics.rough_count, 1);
	metrics_clear(&metrics);
}

static void test_recovery(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_COMPLETED, 1, 1, 0, 10, KILLED, RESUME),
		ROW(1, "a", STATE_COMPLETED, 1, 2, 40, 50, KILLED, RESTART),
		ROW(1, "a", STATE_COMPLETED, 1, 3, 150, 200, COMPLETED,
			COMPLETE),
		ROW(2, "b", STATE_ESCALATED, 1, 1, 0, 10, LOST, RESUME),
		ROW(2, "b", STATE_ESCALATED, 1, 2, 20, 30, LOST, ESCALATE),
		ROW(3, "c", STATE_BACKOFF, 1, 1, 0, 10, HUNG, RESUME),
	};
	struct metrics metrics;

	(void)state;
	COMPUTE(&metrics, rows, 0);
	assert_share(metrics.recovery, 1, 2);
	assert_int_equal(metrics.recovering, 1);
	assert_int_equal(metrics.failures, 5);
	assert_int_equal(metrics.failures_after_recovery, 2);
	/* 30, 100 and 10 ms */
	assert_int_equal(metrics.recoveries, 3);
	assert_int_equal(metrics.mean_ms, 46);
	assert_int_equal(metrics.p95_ms, 100);
	assert_int_equal(metrics.rough_count, 3);
	assert_true(metrics.rough[1].after_recovery);
	assert_false(metrics.rough[2].recovery_used);
	metrics_clear(&metrics);
}

/* Waiting for a limit or for a person is no time to recover. */
static void test_waits_are_left_out(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_COMPLETED, 1, 1, 0, 10, RATE_LIMITED, PARK),
		ROW(1, "a", STATE_COMPLETED, 1, 2, 9999, 10000, COMPLETED,
			COMPLETE),
		ROW(2, "b", STATE_COMPLETED, 1, 1, 0, 10, AUTH_ERROR, ESCALATE),
		ROW(2, "b", STATE_COMPLETED, 1, 2, 8888, 9000, COMPLETED,
			COMPLETE),
	};
	struct metrics metrics;

	(void)state;
	COMPUTE(&metrics, rows, 0);
	assert_int_equal(metrics.recoveries, 0);
	/* … and a limit is among the reasons, but no failure of its task. */
	assert_share(metrics.first_try[SIZE_SIMPLE], 1, 2);
	assert_share(metrics.recovery, 1, 1);
	assert_int_equal(metrics.reason_count, 2);
	assert_int_equal(metrics.rough_count, 1);
	metrics_clear(&metrics);
}

/* … but the day's budget is a limit, and a breaker is none. */
static void test_parked(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_COMPLETED, 1, 1, 0, 10, TIMED_OUT, PARK),
		ROW(1, "a", STATE_COMPLETED, 1, 2, 99, 100, COMPLETED,
			COMPLETE),
		ROW(2, "b", STATE_COMPLETED, 1, 1, 0, 10, TIMED_OUT, PARK),
		ROW(2, "b", STATE_COMPLETED, 1, 2, 99, 100, COMPLETED,
			COMPLETE),
		ROW(3, "c", STATE_COMPLETED, 1, 1, 0, 10, KILLED, PARK),
		ROW(3, "c", STATE_COMPLETED, 1, 2, 99, 100, COMPLETED,
			COMPLETE),
		ROW(4, "d", STATE_COMPLETED, 1, 1, 0, 10, AUTH_ERROR, PARK),
		ROW(4, "d", STATE_COMPLETED, 1, 2, 99, 100, AUTH_ERROR, PARK),
		ROW(4, "d", STATE_COMPLETED, 1, 3, 199, 200, COMPLETED,
			COMPLETE),
		ROW(5, "e", STATE_PARKED, 1, 1, 0, 10, API_ERROR, PARK),
		ROW(6, "f", STATE_PARKED, 1, 1, 0, 10, RATE_LIMITED, PARK),
	};
	struct metrics metrics;

	(void)state;
	rows[0].until_ms = NOW + 90;
	COMPUTE(&metrics, rows, 0);
	assert_share(metrics.first_try[SIZE_SIMPLE], 1, 4);
	assert_share(metrics.recovery, 3, 3);
	assert_int_equal(metrics.recovering, 1);
	assert_int_equal(metrics.failures, 7);
	assert_int_equal(metrics.failures_after_recovery, 1);
	assert_int_equal(metrics.recoveries, 0);
	assert_int_equal(metrics.rough_count, 4);
	assert_true(metrics.rough[1].recovery_used);
	assert_false(metrics.rough[3].recovery_used);
	metrics_clear(&metrics);
}

/* Publishing is done again without another run: that takes time as well. */
static void test_publishing(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_COMPLETED, 1, 1, 0, 10, PUBLISH_FAILED,
			PUBLISH),
		ROW(2, "b", STATE_PUBLISHING, 1, 1, 0, 10, PUBLISH_FAILED,
			PUBLISH),
		/* A person was waited for. */
		ROW(3, "c", STATE_COMPLETED, 1, 1, 0, 10, PUBLISH_FAILED,
			ESCALATE),
		/* Somebody wanted another run. */
		ROW(4, "d", STATE_COMPLETED, 1, 1, 0, 10, PUBLISH_FAILED,
			PUBLISH),
		ROW(4, "d", STATE_COMPLETED, 1, 2, 99, 100, COMPLETED,
			COMPLETE),
	};
	struct metrics metrics;

	(void)state;
	for (int i = 0; i < 4; i++)
		rows[i].unpublished_ms = NOW + 20;
	rows[0].published_ms = NOW + 70;
	rows[2].published_ms = rows[4].published_ms = NOW + 9000;
	COMPUTE(&metrics, rows, 0);
	assert_share(metrics.recovery, 3, 3);
	assert_int_equal(metrics.recoveries, 1);
	assert_int_equal(metrics.mean_ms, 50);
	assert_int_equal(metrics.failures_after_recovery, 0);
	metrics_clear(&metrics);
	COMPUTE(&metrics, rows, NOW + 30);
	assert_int_equal(metrics.recoveries, 0);
	metrics_clear(&metrics);
}

static void test_p95_is_the_nearest_rank(void **state)
{
	struct history_row rows[200];
	struct metrics metrics;

	(void)state;
	/* 100 tasks that recovered after 1, 2, … 100 ms */
	for (int i = 0; i < 100; i++) {
		rows[2 * i] = (struct history_row)ROW(i + 1, "a",
			STATE_COMPLETED, 1, 1, 0, 1000, KILLED, RESUME);
		rows[2 * i + 1] =
			(struct history_row)ROW(i + 1, "a", STATE_COMPLETED, 1,
				2, 1000 + i + 1, 2000, COMPLETED, COMPLETE);
	}
	COMPUTE(&metrics, rows, 0);
	assert_int_equal(metrics.p95_ms, 95);
	assert_int_equal(metrics.mean_ms, 50);
	metrics_clear(&metrics);
	compute(&metrics, rows, 2, 0);
	assert_int_equal(metrics.p95_ms, 1);
	metrics_clear(&metrics);
}

static void test_reasons(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_RUNNING, 1, 1, 0, 1, KILLED, RESUME),
		ROW(1, "a", STATE_RUNNING, 1, 2, 2, 3, CRASHED, RESUME),
		ROW(1, "a", STATE_RUNNING, 1, 3, 4, 5, CRASHED, RESUME),
		ROW(2, "b", STATE_RUNNING, 1, 1, 0, 1, CRASHED, RESUME),
	};
	struct metrics metrics;

	(void)state;
	COMPUTE(&metrics, rows, 0);
	assert_int_equal(metrics.reason_count, 2);
	assert_int_equal(metrics.reasons[0].verdict, VERDICT_CRASHED);
	assert_int_equal(metrics.reasons[0].count, 3);
	assert_int_equal(metrics.reasons[0].agents.count, 2);
	assert_string_equal(metrics.reasons[0].agents.items[1], "b");
	assert_int_equal(metrics.reasons[1].verdict, VERDICT_KILLED);
	metrics_clear(&metrics);
}

static void test_period(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_COMPLETED, 1, 1, 0, 9, COMPLETED, COMPLETE),
		ROW(2, "b", STATE_RUNNING, 1, 1, 0, 9, KILLED, RESUME),
		ROW(2, "b", STATE_RUNNING, 1, 2, 20, 30, KILLED, RESUME),
	};
	struct metrics metrics;

	(void)state;
	COMPUTE(&metrics, rows, NOW + 10);
	assert_int_equal(metrics.tasks, 1);
	assert_int_equal(metrics.failures, 1);
	assert_int_equal(metrics.failures_after_recovery, 1);
	assert_int_equal(metrics.recoveries, 0);
	metrics_clear(&metrics);
}

static void test_usage(void **state)
{
	struct history_row rows[] = {
		ROW(1, "a", STATE_COMPLETED, 0, 1, 0, 1, CRASHED, RESUME),
		ROW(1, "a", STATE_COMPLETED, 0, 2, 2, 3, COMPLETED, COMPLETE),
		ROW(2, "b", STATE_COMPLETED, 0, 1, 0, 9, COMPLETED, COMPLETE),
		ROW(3, "c", STATE_COMPLETED, 0, 1, 0, 9, COMPLETED, COMPLETE),
	};
	struct metrics metrics;

	(void)state;
	rows[0].usage = (struct usage){ true, 10, 1, 100 };
	rows[1].usage = (struct usage){ true, 20, 2, 200 };
	rows[2].usage = (struct usage){ true, 5, 5, 900 };
	COMPUTE(&metrics, rows, 0);
	assert_int_equal(metrics.usage.cost, 1200);
	assert_int_equal(metrics.usage.input, 35);
	assert_int_equal(metrics.spender_count, 2);
	assert_string_equal(metrics.spenders[0].agent, "b");
	assert_int_equal(metrics.spenders[1].usage.cost, 300);
	metrics_clear(&metrics);
	/* A run before the period is not of it, though its task is. */
	COMPUTE(&metrics, rows, NOW + 2);
	assert_int_equal(metrics.usage.cost, 1100);
	metrics_clear(&metrics);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_first_try),
		cmocka_unit_test(test_a_persons_word),
		cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_waits_are_left_out),
		cmocka_unit_test(test_parked),
		cmocka_unit_test(test_publishing),
		cmocka_unit_test(test_p95_is_the_nearest_rank),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_period),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
