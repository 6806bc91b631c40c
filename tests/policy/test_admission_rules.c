/*
 * test_admission_rules - what holds the start of a run back, in which order,
 * and until when
 */
#include "policy/admit/admission_rules.h"
#include "tests/policy/profiles.h"

#define NOW      INT64_C(1000000000)
#define LATER    (NOW + 5000)
#define MIDNIGHT (NOW + 90000)

static struct config config;

static int load_config(void **state)
{
	(void)state;
	config = (struct config){
		.park_jitter_ms = 700,
		.backoff_reset_after_ms = 60000,
		.systemic = { .memory = { .pressure_percent = 40,
				      .recheck_interval_ms = 300 },
			.mass = { .recheck_first_ms = 2000 } },
	};
	return 0;
}

/* One table row: what is true, and the answer. */
struct world {
	const char *name;
	int64_t limit_ms;
	int64_t day_until_ms;
	int64_t pressure_hundredths; /* hundredths of a percent */
	int64_t most, places;
	enum breaker_state all, own;
	enum admission_code code;
	int64_t until_ms, jitter_ms;
	bool shut;
	const char *text; /* a part of the sentence; NULL: there is none */
};

static const struct world worlds[] = {
	{ .name = "nothing holds it back", .pressure_hundredths = -1 },
	{ .name = "a limit that is over", .limit_ms = NOW },
	{ .name = "the limit of its account",
		.limit_ms = LATER,
		.code = ADMISSION_LIMITED,
		.until_ms = LATER,
		.jitter_ms = 700,
		.shut = true,
		.text = "'own'" },
	{ .name = "the day's budget",
		.day_until_ms = MIDNIGHT,
		.code = ADMISSION_DAY_SPENT,
		.until_ms = MIDNIGHT,
		.jitter_ms = 700,
		.shut = true,
		.text = "the day's budget of 3 runs is spent" },
	{ .name = "memory is short",
		.pressure_hundredths = 4001,
		.code = ADMISSION_MEMORY_SHORT,
		.until_ms = NOW + 300,
		.jitter_ms = 300,
		.shut = true,
		.text = "memory is short" },
	{ .name = "memory is nearly short", .pressure_hundredths = 4000 },
	{ .name = "fewer at once, and all places are taken",
		.most = 2,
		.places = 2,
		.code = ADMISSION_PLACES_LOWERED,
		.until_ms = NOW + 60000,
		.shut = true,
		.text = "2 at once" },
	{ .name = "fewer at once, and one place is free",
		.most = 2,
		.places = 1 },
	{ .name = "many run, none ran out of memory", .places = 100 },
	/* The order: what lasts longest and no task can change comes first. */
	{ .name = "all at once: the day",
		.limit_ms = LATER,
		.day_until_ms = MIDNIGHT,
		.pressure_hundredths = 5000,
		.most = 1,
		.places = 1,
		.own = BREAKER_OPEN,
		.code = ADMISSION_DAY_SPENT,
		.until_ms = MIDNIGHT,
		.jitter_ms = 700,
		.shut = true,
		.text = "the day's budget" },
	{ .name = "all but the day: the limit",
		.limit_ms = LATER,
		.pressure_hundredths = 5000,
		.most = 1,
		.places = 1,
		.code = ADMISSION_LIMITED,
		.until_ms = LATER,
		.jitter_ms = 700,
		.shut = true,
		.text = "'own'" },
	{ .name = "memory before places",
		.pressure_hundredths = 5000,
		.most = 1,
		.places = 1,
		.code = ADMISSION_MEMORY_SHORT,
		.until_ms = NOW + 300,
		.jitter_ms = 300,
		.shut = true,
		.text = "memory" },
	/* The breakers hold by another question, but shut they are. */
	{ .name = "the breaker of all is open",
		.all = BREAKER_OPEN,
		.shut = true },
	{ .name = "its own is half-open",
		.own = BREAKER_HALF_OPEN,
		.shut = true },
};

static void test_what_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(worlds) / sizeof(*worlds); i++) {
		const struct world *world = &worlds[i];
		static char own_name[] = "own";
		const struct admission all = {
			.breaker.state = world->all,
		};
		const struct admission own = { .profile = own_name,
			.limit_ms = world->limit_ms,
			.breaker.state = world->own,
			.most = world->most,
			.most_of = 9,
			.most_ms = NOW };
		const struct admission_facts facts = { .now_ms = NOW,
			.own = &own,
			.day_until_ms = world->day_until_ms,
			.day_text = "the day's budget of 3 runs is spent",
			.memory = { world->pressure_hundredths, -1 },
			.places = world->places };
		char text[ADMISSION_REASON_SIZE];
		struct admission_answer answer;

		print_message("%s\n", world->name);
		assert_int_equal(admission_holds(&answer, &facts, &config),
			world->code != ADMISSION_OPEN);
		assert_int_equal(answer.code, world->code);
		assert_int_equal(answer.until_ms, world->until_ms);
		assert_int_equal(answer.jitter_ms, world->jitter_ms);
		assert_int_equal(admission_is_shut_by(&facts, &all, &config),
			world->shut);
		admission_answer_text(text, &answer, &facts, &config);
		if (world->text)
			assert_non_null(strstr(text, world->text));
		else
			assert_string_equal(text, "");
	}
}

/* Each of the two breakers, and whether the task is the probe of it. */
static const struct two_breakers {
	const char *name;
	struct breaker all, own;
	struct probe_facts probe; /* of whichever is half-open */
	enum admission_code code;
	int64_t until_ms;
	bool probes_all, probes_own, looks;
	enum breaker_state all_after, own_after;
} pairs[] = {
	{ .name = "both closed" },
	{ .name = "the one of all is open",
		.all = { .state = BREAKER_OPEN, .until_ms = LATER },
		.code = ADMISSION_BREAKER_ALL,
		.until_ms = LATER,
		.all_after = BREAKER_OPEN },
	{ .name = "its own is open",
		.own = { .state = BREAKER_OPEN, .until_ms = LATER },
		.code = ADMISSION_BREAKER_OWN,
		.until_ms = LATER,
		.own_after = BREAKER_OPEN },
	{ .name = "its own is due: a probe",
		.own = { .state = BREAKER_OPEN, .until_ms = NOW },
		.probes_own = true,
		.own_after = BREAKER_OPEN },
	{ .name = "both are due: a probe of both",
		.all = { .state = BREAKER_OPEN,
			.until_ms = NOW,
			.cause = MASS_REBOOTED },
		.own = { .state = BREAKER_OPEN, .until_ms = NOW },
		.probes_all = true,
		.probes_own = true,
		.all_after = BREAKER_OPEN,
		.own_after = BREAKER_OPEN },
	{ .name = "the one of all is due, its own is not: no probe of either",
		.all = { .state = BREAKER_OPEN,
			.until_ms = NOW,
			.cause = MASS_REBOOTED },
		.own = { .state = BREAKER_OPEN, .until_ms = LATER },
		.code = ADMISSION_BREAKER_OWN,
		.until_ms = LATER,
		.all_after = BREAKER_OPEN,
		.own_after = BREAKER_OPEN },
	{ .name = "a cause that can be looked at is not tried with a run",
		.all = { .state = BREAKER_OPEN,
			.until_ms = NOW,
			.cause = MASS_DISK_FULL },
		.code = ADMISSION_BREAKER_ALL,
		.until_ms = NOW + 2000,
		.looks = true,
		.all_after = BREAKER_OPEN },
	{ .name = "another task is the probe",
		.own = { .state = BREAKER_HALF_OPEN, .probe = 4 },
		.probe = { true, NOW - 1000 },
		.code = ADMISSION_BREAKER_OWN,
		.until_ms = NOW + 9000,
		.own_after = BREAKER_HALF_OPEN },
	{ .name = "this task is the probe",
		.own = { .state = BREAKER_HALF_OPEN, .probe = 7 },
		.own_after = BREAKER_HALF_OPEN },
	{ .name = "the probe has run for long enough",
		.own = { .state = BREAKER_HALF_OPEN, .probe = 4 },
		.probe = { true, NOW - 10000 },
		.own_after = BREAKER_CLOSED },
	{ .name = "the probe went to rest unheard: the next one",
		.all = { .state = BREAKER_HALF_OPEN,
			.cause = MASS_DISK_FULL,
			.probe = 4 },
		.probes_all = true,
		.all_after = BREAKER_HALF_OPEN },
};

static void test_breakers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		const struct two_breakers *pair = &pairs[i];
		struct admission all = { .breaker = pair->all };
		struct admission own = { .breaker = pair->own };
		const struct breaker_times times = { 1000, 60000, 10000, 0 };
		struct breaker_question questions[ADMISSION_ROWS] = {
			[ROW_ALL] = { .row = &all,
				.probe = pair->probe,
				.times = times },
			[ROW_OWN] = { .row = &own,
				.probe = pair->probe,
				.times = times },
		};
		struct admission_answer answer;

		print_message("%s\n", pair->name);
		assert_int_equal(admission_breakers_hold(
					 &answer, questions, 7, NOW, &config),
			pair->code != ADMISSION_OPEN);
		assert_int_equal(answer.code, pair->code);
		assert_int_equal(answer.until_ms, pair->until_ms);
		assert_int_equal(answer.jitter_ms, 0);
		assert_int_equal(
			questions[ROW_ALL].needs_probe, pair->probes_all);
		assert_int_equal(
			questions[ROW_OWN].needs_probe, pair->probes_own);
		assert_int_equal(questions[ROW_ALL].needs_look, pair->looks);
		assert_false(questions[ROW_OWN].needs_look);
		assert_int_equal(all.breaker.state, pair->all_after);
		assert_int_equal(own.breaker.state, pair->own_after);
		assert_int_equal(questions[ROW_OWN].closes,
			pair->own.state != BREAKER_CLOSED &&
				pair->own_after == BREAKER_CLOSED);
		assert_int_equal(questions[ROW_ALL].closes,
			pair->all.state != BREAKER_CLOSED &&
				pair->all_after == BREAKER_CLOSED);
	}
}

static void test_until(void **state)
{
	struct admission row = ADMISSION_INIT;

	(void)state;
	assert_int_equal(admission_shut_until(&row, NOW), 0);
	row.limit_ms = LATER;
	assert_int_equal(admission_limited_until(&row, NOW), LATER);
	assert_int_equal(admission_limited_until(&row, LATER), 0);
	assert_int_equal(admission_shut_until(&row, NOW), LATER);
	row.breaker.until_ms = MIDNIGHT;
	/* A closed breaker's time is an old one. */
	assert_int_equal(admission_shut_until(&row, NOW), LATER);
	row.breaker.state = BREAKER_OPEN;
	assert_int_equal(admission_shut_until(&row, NOW), MIDNIGHT);
	row.breaker.until_ms = NOW + 1;
	assert_int_equal(admission_shut_until(&row, NOW), LATER);
	row.breaker.until_ms = BREAKER_NEVER_MS;
	assert_int_equal(admission_shut_until(&row, NOW), BREAKER_NEVER_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_holds),
		cmocka_unit_test(test_breakers),
		cmocka_unit_test(test_until),
	};

	return cmocka_run_group_tests(tests, load_config, NULL);
}
