/*
 * test_common_cause - many ends at once: what counts as one, and what its cause is
 */
#include "policy/admit/common_cause.h"
#include "tests/policy/profiles.h"

static void test_what_counts(void **state)
{
	static const enum verdict no[] = { VERDICT_COMPLETED, VERDICT_STOPPED,
		VERDICT_INCOMPLETE, VERDICT_TESTS_FAILED, VERDICT_RATE_LIMITED,
		VERDICT_AUTH_ERROR, VERDICT_PERMISSION_ERROR, VERDICT_TIMED_OUT,
		VERDICT_HUNG, VERDICT_START_FAILED, VERDICT_PUBLISH_FAILED };
	static const enum verdict yes[] = { VERDICT_KILLED, VERDICT_TERMINATED,
		VERDICT_LOST, VERDICT_OUT_OF_MEMORY, VERDICT_CRASHED,
		VERDICT_UNKNOWN, VERDICT_API_ERROR, VERDICT_GIT_ERROR,
		VERDICT_INTERRUPTED };

	(void)state;
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		assert_false(mass_counts(no[i]));
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		assert_true(mass_counts(yes[i]));
}

static void test_how_many(void **state)
{
	const struct mass_config config = { .agents = 5, .share_percent = 50 };
	const struct mass_config off = { .agents = 0, .share_percent = 50 };

	(void)state;
	assert_false(mass_is_death(&config, 4, 0));
	assert_true(mass_is_death(&config, 5, 0));
	assert_true(mass_is_death(&config, 5, 5));
	assert_false(mass_is_death(&config, 5, 6));
	assert_false(mass_is_death(&off, 50, 0));
	/* One of five that go may be the first of all. */
	assert_true(mass_is_possible(&config, 1, 4));
	assert_false(mass_is_possible(&config, 1, 3));
	assert_false(mass_is_possible(&off, 1, 40));
}

static void expect(const struct mass_facts *facts, enum mass_cause cause,
	enum mass_now now, const char *words)
{
	struct mass_finding finding = mass_find(facts);

	if (finding.cause != cause || finding.now != now ||
		!strstr(finding.text, words))
		fail_msg("%s, %d: %s", mass_cause_name(finding.cause),
			(int)finding.now, finding.text);
}

/* Six that ended, on a machine that is well. */
static struct mass_facts six(void)
{
	return (struct mass_facts){ .runs = 6,
		.disks = { { "/state", (int64_t)1 << 40 } },
		.disk_count = 1,
		.tmux_known = true,
		.tmux_lives = true,
		.route_known = true,
		.route = true };
}

static void test_nothing(void **state)
{
	struct mass_facts facts = six();

	(void)state;
	expect(&facts, MASS_UNKNOWN, MASS_TRY, "no common cause was found");
	/* What only two had is not common. */
	facts.hangups = facts.signalled = facts.rebooted = 2;
	facts.connections = facts.killed = 2;
	expect(&facts, MASS_UNKNOWN, MASS_TRY, "no common cause was found");
}

static void test_over(void **state)
{
	struct mass_facts facts = six();

	(void)state;
	facts.suspended_ms = 3600000;
	expect(&facts, MASS_SUSPENDED, MASS_IS_OVER, "suspended for 1 h");
	facts.hangups = 6;
	expect(&facts, MASS_NO_TMUX, MASS_IS_OVER, "terminals of 6 hung up");
	facts.tmux_lives = false;
	expect(&facts, MASS_NO_TMUX, MASS_IS_OVER, "no server runs");
	facts.killed = 3;
	expect(&facts, MASS_NO_MEMORY, MASS_IS_OVER, "there is enough again");
	facts.signalled = 3;
	facts.signal_number = 15;
	facts.signal_pid = 77;
	snprintf(facts.signal_comm, sizeof(facts.signal_comm), "systemd");
	expect(&facts, MASS_KILLED, MASS_IS_OVER,
		"3 got SIGTERM from process 77 (systemd)");
	facts.rebooted = 6;
	expect(&facts, MASS_REBOOTED, MASS_IS_OVER, "boot id");
}

static void test_lasts(void **state)
{
	struct mass_facts facts = six();

	(void)state;
	facts.short_of_memory = "memory is short: so it is";
	expect(&facts, MASS_NO_MEMORY, MASS_LASTS, "so it is");
	facts.disks[0].free = MASS_DISK_BYTES - 1;
	expect(&facts, MASS_DISK_FULL, MASS_LASTS, "'/state' is full");
	facts = six();
	facts.connections = 5;
	expect(&facts, MASS_NO_NETWORK, MASS_TRY, "5 of them could not");
	facts.route = false;
	expect(&facts, MASS_NO_NETWORK, MASS_LASTS, "no default route");
	facts.connections = 0;
	facts.disks[0].free = -1;
	expect(&facts, MASS_UNKNOWN, MASS_TRY, "no common cause");
}

/* Whatever the facts, there is a cause with words for it. */
static void test_always_an_answer(void **state)
{
	(void)state;
	chance_seed();
	for (int i = 0; i < 20000; i++) {
		struct mass_facts facts = {
			.runs = 5 + (int64_t)chance(50),
			.rebooted = (int64_t)chance(8),
			.hangups = (int64_t)chance(8),
			.killed = (int64_t)chance(8),
			.connections = (int64_t)chance(8),
			.signalled = (int64_t)chance(8),
			.signal_number = (int64_t)chance(80),
			.suspended_ms = chance(4) ? 0 : (int64_t)chance(1000),
			.short_of_memory = chance(4) ? NULL : "short",
			.disks = { { "/x",
				(int64_t)chance(MASS_DISK_BYTES * 4) } },
			.disk_count = chance(2),
			.tmux_known = chance(2),
			.tmux_lives = chance(2),
			.route_known = chance(2),
			.route = chance(2),
		};
		struct mass_finding finding = mass_find(&facts);

		assert_true(finding.cause != MASS_UNSEEN && *finding.text);
		assert_true(finding.now != MASS_LASTS ||
			    mass_can_be_looked_at(finding.cause));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_counts),
		cmocka_unit_test(test_how_many),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_over),
		cmocka_unit_test(test_lasts),
		cmocka_unit_test(test_always_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
