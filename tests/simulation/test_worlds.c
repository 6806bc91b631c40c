/*
 * test_worlds - thousands of tasks, each world with troubles of its own
 *
 * SEED=N repeats them; WORLDS=N lives through more of each.
 */
#include "tests/simulation/world.h"
#include "tests/policy/profiles.h"

#define WORLDS 1

/* What breaks by itself, one run at a time. */
#define MIXED                                                                  \
	[FATE_NO_CHANGE] = 3, [FATE_TESTS] = 3, [FATE_CRASH] = 3,              \
	[FATE_SEGV] = 2, [FATE_KILLED] = 3, [FATE_TERMINATED] = 2,             \
	[FATE_KEEPER] = 2, [FATE_SILENT] = 2, [FATE_STATUS] = 1,               \
	[FATE_API] = 4

#define HOURS(from, to)                                                        \
	{                                                                      \
		(from) * HOUR_MS, (to)*HOUR_MS                                 \
	}

static const struct climate climates[] = {
	{ .name = "fair", .percent = { MIXED } },
	{ .name = "stormy",
		.percent = { MIXED, [FATE_KEY] = 5, [FATE_MEMORY] = 4,
			[FATE_LIMIT] = 5, [FATE_NO_START] = 2 },
		.calm_ms = 30 * HOUR_MS,
		.kills = 20,
		.person = true },
	{ .name = "stops",
		.percent = { MIXED },
		.stops_percent = 60,
		.calm_ms = 10 * HOUR_MS,
		.kills = 20,
		.person = true },
	{ .name = "a limit",
		.percent = { MIXED },
		.fate_windows = { [FATE_LIMIT] = HOURS(0, 5) },
		.kills = 5 },
	{ .name = "an outage",
		.fate_windows = { [FATE_API] = HOURS(0, 2) },
		.calm_ms = 3 * HOUR_MS,
		.person = true,
		.heals = true },
	{ .name = "a refused key",
		.fate_windows = { [FATE_AUTH] = HOURS(0, 4) },
		.calm_ms = 5 * HOUR_MS,
		.kills = 5,
		.person = true,
		.heals = true },
	{ .name = "a missing flag",
		.fate_windows = { [FATE_DENIED] = HOURS(0, 4) },
		.calm_ms = 4 * HOUR_MS,
		.person = true,
		.heals = true },
	{ .name = "a reboot",
		.percent = { MIXED },
		.reboot_ms = HOUR_MS,
		.kills = 3 },
	{ .name = "no tmux", .percent = { MIXED }, .tmux_dies_ms = HOUR_MS },
	{ .name = "nothing works", .percent = { [FATE_CRASH] = 100 } },
};

static int64_t tasks, runs;

static void live_through(const struct climate *climate)
{
	const char *given = getenv("WORLDS");
	int count = given ? atoi(given) : WORLDS;
	int64_t troubled = 0, recovered = 0;

	for (int i = 0; i < count; i++) {
		world_begin(climate);
		world_live();
		troubled += world.troubled;
		recovered += world.recovered;
		tasks += WORLD_TASKS;
		runs += world.runs;
		world_end();
	}
	print_message("%s: %lld of %lld troubled tasks came through alone\n",
		climate->name, (long long)recovered, (long long)troubled);
	if (climate->heals)
		assert_int_equal(recovered, troubled);
}

static void test_worlds(void **state)
{
	(void)state;
	world_seed();
	for (size_t i = 0; i < sizeof(climates) / sizeof(*climates); i++)
		live_through(&climates[i]);
	print_message(
		"%lld tasks, %lld runs\n", (long long)tasks, (long long)runs);
}

/* The same seed is the same world, to the last millisecond. */
static void test_replay(void **state)
{
	uint64_t digests[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		world_seed_with(4711);
		world_begin(&climates[1]);
		world_live();
		digests[i] = world_digest();
		world_end();
	}
	assert_true(digests[0] == digests[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_worlds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
