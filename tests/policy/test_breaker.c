/*
 * test_breaker - when a profile's breaker opens, who tries it, when it closes
 *
 * Tables for each rule, then random worlds in which a fault comes and goes: a
 * closed breaker holds nobody, an open one lets one probe out at a time, it is
 * closed in the end, and everybody gets through. SEED=N repeats them.
 */
#include "policy/admit/breaker.h"
#include "tests/policy/profiles.h"

static const struct breaker_times times = { 100, 1600, 50, 0 };
static const struct probe_facts no_probe;

static struct history_row row(
	int64_t task, enum verdict verdict, int64_t ended_ms)
{
	return (struct history_row){ .task = task,
		.agent = (char *)"a",
		.profile = (char *)"claude",
		.number = 1,
		.ended_ms = ended_ms,
		.judged = true,
		.verdict = verdict };
}

static size_t count_of(
	struct history_row *rows, size_t count, const struct breaker *breaker)
{
	const struct history ends = { rows, count };

	return breaker_count(
		breaker, &ends, "claude", VERDICT_AUTH_ERROR, NULL);
}

static void test_count(void **state)
{
	struct breaker breaker = { 0 };
	struct history_row rows[] = {
		row(1, VERDICT_AUTH_ERROR, 10),
		row(1, VERDICT_AUTH_ERROR, 20),
		row(2, VERDICT_AUTH_ERROR, 15),
		row(3, VERDICT_PERMISSION_ERROR, 15),
		row(4, VERDICT_AUTH_ERROR, 30),
	};

	(void)state;
	/* Each agent once, and only what is alike. */
	assert_int_equal(count_of(rows, 5, &breaker), 3);
	rows[2].profile = (char *)"codex";
	assert_int_equal(count_of(rows, 5, &breaker), 2);
	rows[2].profile = (char *)"claude";
	rows[2].judged = false;
	assert_int_equal(count_of(rows, 5, &breaker), 2);
	rows[2].judged = true;
	/* A success in between: it works. */
	rows[3] = row(3, VERDICT_COMPLETED, 18);
	assert_int_equal(count_of(rows, 5, &breaker), 2);
	rows[3].verdict = VERDICT_TESTS_FAILED;
	assert_int_equal(count_of(rows, 5, &breaker), 2);
	rows[3].verdict = VERDICT_INCOMPLETE;
	assert_int_equal(count_of(rows, 5, &breaker), 3);
	rows[3].verdict = VERDICT_COMPLETED;
	rows[3].profile = (char *)"codex";
	assert_int_equal(count_of(rows, 5, &breaker), 3);
	/* What it has closed on does not open it again. */
	breaker.since_ms = 20;
	assert_int_equal(count_of(rows, 5, &breaker), 1);
}

/* The others are taken along by the run that is their task's last. */
static void test_newest_stands_for_its_task(void **state)
{
	struct breaker breaker = { 0 };
	struct history_row rows[] = {
		row(1, VERDICT_AUTH_ERROR, 10),
		row(1, VERDICT_AUTH_ERROR, 20),
		row(2, VERDICT_AUTH_ERROR, 15),
	};
	const struct history ends = { rows, 3 };
	const struct history_row *alike[3];

	(void)state;
	rows[1].number = 2;
	assert_int_equal(breaker_count(&breaker, &ends, "claude",
				 VERDICT_AUTH_ERROR, alike),
		2);
	assert_ptr_equal(alike[0], &rows[1]);
	assert_ptr_equal(alike[1], &rows[2]);
}

static void test_open(void **state)
{
	struct breaker breaker = { .verdict = VERDICT_AUTH_ERROR };

	(void)state;
	assert_int_equal(
		breaker_ask(&breaker, 1, &no_probe, &times, 5), BREAKER_PASS);
	breaker_open(&breaker, &times, 1000);
	assert_int_equal(breaker.until_ms, 1100);
	assert_int_equal(breaker_ask(&breaker, 1, &no_probe, &times, 1099),
		BREAKER_HOLD);
	assert_int_equal(breaker_ask(&breaker, 1, &no_probe, &times, 1100),
		BREAKER_PROBE);
	breaker_try(&breaker, 1, 2, &times, 1100);
	assert_int_equal(breaker.state, BREAKER_HALF_OPEN);
}

/* An open one whose probe, run 2 of task 1, has begun at 1100. */
static struct breaker half_open(void)
{
	struct breaker breaker = { .verdict = VERDICT_AUTH_ERROR };

	breaker_open(&breaker, &times, 1000);
	breaker_try(&breaker, 1, 2, &times, 1100);
	return breaker;
}

static void test_half_open(void **state)
{
	struct breaker breaker = half_open();
	struct probe_facts probe = { .goes = true };

	(void)state;
	assert_int_equal(
		breaker_ask(&breaker, 1, &probe, &times, 1101), BREAKER_PASS);
	assert_int_equal(
		breaker_ask(&breaker, 2, &probe, &times, 9000), BREAKER_HOLD);
	assert_int_equal(breaker.until_ms, 9050);
	probe.started_ms = 9010;
	assert_int_equal(
		breaker_ask(&breaker, 2, &probe, &times, 9059), BREAKER_HOLD);
	assert_int_equal(breaker.until_ms, 9060);
	/* It has run for long enough. */
	assert_int_equal(
		breaker_ask(&breaker, 2, &probe, &times, 9060), BREAKER_PASS);
	assert_int_equal(breaker.state, BREAKER_CLOSED);
	/* It was stopped before it began: the next one is tried. */
	breaker = half_open();
	assert_int_equal(breaker_ask(&breaker, 2, &no_probe, &times, 1101),
		BREAKER_PROBE);
}

static void test_end_of_the_probe(void **state)
{
	static const struct {
		int64_t task, run;
		enum verdict verdict;
		enum breaker_state state;
		int64_t until_ms;
	} cases[] = {
		{ 1, 2, VERDICT_AUTH_ERROR, BREAKER_OPEN, 2000 + 200 },
		{ 1, 2, VERDICT_COMPLETED, BREAKER_CLOSED, 0 },
		{ 1, 2, VERDICT_TESTS_FAILED, BREAKER_CLOSED, 0 },
		{ 1, 2, VERDICT_PERMISSION_ERROR, BREAKER_CLOSED, 0 },
		{ 1, 2, VERDICT_STOPPED, BREAKER_OPEN, 2000 + 100 },
		{ 1, 2, VERDICT_KILLED, BREAKER_OPEN, 2000 + 100 },
		{ 1, 2, VERDICT_LOST, BREAKER_OPEN, 2000 + 100 },
		/* Others, and older runs, decide nothing. */
		{ 1, 1, VERDICT_COMPLETED, BREAKER_HALF_OPEN, 1150 },
		{ 3, 2, VERDICT_COMPLETED, BREAKER_HALF_OPEN, 1150 },
		{ 3, 2, VERDICT_AUTH_ERROR, BREAKER_HALF_OPEN, 1150 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct breaker breaker = half_open();

		breaker_hear(&breaker, cases[i].task, cases[i].run,
			breaker_end_of(&breaker, cases[i].verdict), &times,
			2000);
		if (breaker.state != cases[i].state ||
			breaker.until_ms != cases[i].until_ms)
			fail_msg("case %zu: %s until %lld", i,
				breaker_state_name(breaker.state),
				(long long)breaker.until_ms);
	}
}

static void test_waits_double_to_the_most(void **state)
{
	static const int64_t waits[] = { 100, 200, 400, 800, 1600, 1600, 1600 };
	struct breaker breaker = { .verdict = VERDICT_AUTH_ERROR };
	int64_t now_ms = 1000;

	(void)state;
	breaker_open(&breaker, &times, now_ms);
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
		assert_int_equal(breaker.until_ms - now_ms, waits[i]);
		now_ms = breaker.until_ms;
		breaker_try(&breaker, 1, 2, &times, now_ms);
		breaker_hear(&breaker, 1, 2, BREAKER_ALIKE, &times, now_ms);
	}
}

/* Closed, by a probe that took longer to fail than it has to run: no end of it
 * would be as often as the first. */
static void test_opened_again(void **state)
{
	struct breaker breaker = { .verdict = VERDICT_AUTH_ERROR };

	(void)state;
	breaker_open(&breaker, &times, 1000);
	breaker_over(&breaker, 1100);
	breaker_open(&breaker, &times, 2700);
	assert_int_equal(breaker.until_ms, 2700 + 200);
	breaker_over(&breaker, 3000);
	breaker_open(&breaker, &times, 3000);
	assert_int_equal(breaker.until_ms, 3000 + 400);
	/* The longest wait has passed. */
	breaker_over(&breaker, 4000);
	breaker_open(&breaker, &times, 4000 + 1601);
	assert_int_equal(breaker.until_ms, 5601 + 100);
	/* Something has completed: it begins anew. */
	breaker_over(&breaker, 6000);
	breaker.wait_ms = 0;
	breaker_open(&breaker, &times, 6000);
	assert_int_equal(breaker.until_ms, 6000 + 100);
}

/* What comes back that often is a person's matter. */
static void test_given_up(void **state)
{
	const struct breaker_times few = { 100, 1600, 50, 2 };
	struct breaker breaker = { 0 };

	(void)state;
	for (int64_t at = 1000; at < 1002; at++) {
		breaker_open(&breaker, &few, at);
		assert_true(breaker.until_ms < BREAKER_NEVER_MS);
		breaker_over(&breaker, at);
	}
	breaker_open(&breaker, &few, 1002);
	assert_int_equal(breaker.opened, 3);
	assert_int_equal(breaker.until_ms, BREAKER_NEVER_MS);
	assert_int_equal(
		breaker_ask(&breaker, 1, &no_probe, &few, INT64_C(1) << 40),
		BREAKER_HOLD);
	/* By a person's word; in vain, and it waits again. */
	breaker_try(&breaker, 1, 9, &few, 2000);
	breaker_hear(&breaker, 1, 9, BREAKER_ALIKE, &few, 2100);
	assert_int_equal(breaker.until_ms, BREAKER_NEVER_MS);
	/* It works: all is forgotten. */
	breaker_try(&breaker, 1, 10, &few, 3000);
	breaker_hear(&breaker, 1, 10, BREAKER_OTHERWISE, &few, 3100);
	breaker.wait_ms = 0;
	breaker_open(&breaker, &few, 3200);
	assert_int_equal(breaker.until_ms, 3300);
}

static void test_every_verdict_has_advice(void **state)
{
	(void)state;
	for (int verdict = 0; verdict < VERDICTS; verdict++)
		assert_true(*breaker_advice((enum verdict)verdict));
}

/* --- random worlds ---------------------------------------------------------- */

#define WORLDS 400
#define TASKS  24

struct world {
	struct breaker breaker;
	struct breaker_times times;
	int64_t now_ms, fault_from_ms, fault_until_ms;
	struct {
		bool done;
		int64_t runs;
		int64_t started_ms; /* of the run that goes; 0: none */
		int64_t ends_ms;
	} tasks[TASKS + 1];
	struct history_row rows[65536];
	size_t row_count;
	size_t probes, left;
};

static bool goes(const struct world *world, int64_t task)
{
	return task && world->tasks[task].started_ms != 0;
}

static bool is_faulty(const struct world *world)
{
	return world->now_ms >= world->fault_from_ms &&
	       world->now_ms < world->fault_until_ms;
}

static void begin_run(struct world *world, int64_t task)
{
	world->tasks[task].runs++;
	world->tasks[task].started_ms = world->now_ms;
	world->tasks[task].ends_ms =
		world->now_ms + 1 +
		(int64_t)chance(is_faulty(world) ? 20 : 400);
}

/* What the supervisor does as a task's turn comes. */
static void turn(struct world *world, int64_t task)
{
	const struct probe_facts probe = {
		.goes = goes(world, world->breaker.probe),
		.started_ms = world->tasks[world->breaker.probe].started_ms,
	};
	enum breaker_state before = world->breaker.state;
	enum breaker_answer answer = breaker_ask(
		&world->breaker, task, &probe, &world->times, world->now_ms);

	if (before == BREAKER_CLOSED)
		assert_int_equal(answer, BREAKER_PASS);
	if (answer == BREAKER_HOLD) {
		assert_true(world->breaker.until_ms > world->now_ms);
		return;
	}
	if (answer == BREAKER_PROBE) {
		/* One at a time. */
		assert_false(before == BREAKER_HALF_OPEN && probe.goes);
		breaker_try(&world->breaker, task, world->tasks[task].runs + 1,
			&world->times, world->now_ms);
		world->probes++;
	} else {
		assert_int_equal(world->breaker.state, BREAKER_CLOSED);
	}
	begin_run(world, task);
}

static enum verdict end_of(const struct world *world)
{
	static const enum verdict others[] = { VERDICT_KILLED,
		VERDICT_TESTS_FAILED, VERDICT_STOPPED };

	if (is_faulty(world))
		return VERDICT_AUTH_ERROR;
	return chance(8) ? VERDICT_COMPLETED : others[chance(3)];
}

static void end_run(struct world *world, int64_t task)
{
	enum verdict verdict = end_of(world);
	struct history ends = { world->rows, world->row_count };

	world->tasks[task].started_ms = 0;
	if (verdict == VERDICT_COMPLETED) {
		world->tasks[task].done = true;
		world->left--;
	}
	assert_true(
		world->row_count < sizeof(world->rows) / sizeof(*world->rows));
	world->rows[ends.count++] = row(task, verdict, world->now_ms);
	world->row_count = ends.count;
	breaker_hear(&world->breaker, task, world->tasks[task].runs,
		breaker_end_of(&world->breaker, verdict), &world->times,
		world->now_ms);
	if (world->breaker.state != BREAKER_CLOSED ||
		verdict != VERDICT_AUTH_ERROR ||
		breaker_count(&world->breaker, &ends, "claude", verdict, NULL) <
			3)
		return;
	world->breaker.verdict = verdict;
	breaker_open(&world->breaker, &world->times, world->now_ms);
}

static void make_world(struct world *world)
{
	memset(world, 0, sizeof(*world));
	world->now_ms = 1000;
	world->left = TASKS;
	world->fault_from_ms = 1000 + (int64_t)chance(2000);
	world->fault_until_ms = world->fault_from_ms + (int64_t)chance(20000);
	world->times.first_ms = 1 + (int64_t)chance(500);
	world->times.max_ms = world->times.first_ms * (1 + (int64_t)chance(9));
	/* A run in vain does not last so long. */
	world->times.close_after_ms = 21 + (int64_t)chance(500);
}

static void test_worlds(void **state)
{
	static struct world world;
	size_t probes = 0;

	(void)state;
	chance_seed();
	for (int i = 0; i < WORLDS; i++) {
		make_world(&world);
		while (world.left) {
			int64_t task = 1 + (int64_t)chance(TASKS);

			/* Nothing is lost: it ends, for everybody. */
			assert_true(world.now_ms < 10000000);
			world.now_ms += (int64_t)chance(10);
			if (world.tasks[task].started_ms) {
				if (world.tasks[task].ends_ms <= world.now_ms)
					end_run(&world, task);
			} else if (!world.tasks[task].done) {
				turn(&world, task);
			}
		}
		assert_true(world.breaker.state == BREAKER_CLOSED ||
			    !goes(&world, world.breaker.probe));
		probes += world.probes;
	}
	assert_true(probes > WORLDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_newest_stands_for_its_task),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_half_open),
		cmocka_unit_test(test_end_of_the_probe),
		cmocka_unit_test(test_waits_double_to_the_most),
		cmocka_unit_test(test_opened_again),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_every_verdict_has_advice),
		cmocka_unit_test(test_worlds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
