/*
 * test_decide_ends - whatever happens, and whatever the policy, it ends
 *
 * Random verdicts and policies (such as a config may have them), decisions fed
 * back as the supervisor carries them out (a park gives its attempt back), until
 * the task is at rest. SEED=N
 * repeats them.
 */
#include "policy/decide/decide.h"
#include "tests/policy/profiles.h"

#define ROUNDS   20000
#define MAX_RUNS 64
/* … and those that were parked, which only the time bounds. */
#define MAX_PAST 4096

/* What becomes of one task. */
struct life {
	struct config config;
	struct past_run past[MAX_PAST];
	size_t count;
	int64_t attempts, budget_ms, waited_ms, now_ms;
	int profiles_left;
};

static bool is_run(enum action action)
{
	return action == ACTION_RESUME || action == ACTION_RESTART ||
	       action == ACTION_REASSIGN || action == ACTION_REPAIR ||
	       action == ACTION_PARK;
}

/* Any row that config_read_policy would take. */
static void random_policy(struct config *config)
{
	for (int verdict = 0; verdict < VERDICTS; verdict++) {
		struct policy_row *row = &config->policy[verdict];

		row->step_count = 1 + (int)chance(POLICY_STEPS);
		for (int i = 0; i < row->step_count; i++)
			do
				row->steps[i] = (enum action)chance(ACTIONS);
			while ((row->steps[i] == ACTION_COMPLETE &&
				       verdict != VERDICT_COMPLETED) ||
				(row->steps[i] == ACTION_PUBLISH &&
					verdict != VERDICT_PUBLISH_FAILED));
		row->wait = chance(2) ? WAIT_FIXED : WAIT_BACKOFF;
		row->after_ms = (int64_t)chance(100000);
	}
}

static bool can_park(const struct config *config)
{
	for (int verdict = 0; verdict < VERDICTS; verdict++)
		for (int i = 0; i < config->policy[verdict].step_count; i++)
			if (config->policy[verdict].steps[i] == ACTION_PARK)
				return true;
	return false;
}

static void random_config(struct config *config)
{
	*config = example;
	if (chance(4))
		random_policy(config);
	config->attempts = 1 + (int64_t)chance(MAX_RUNS - 1);
	config->wall_time_ms = (int64_t)chance(100000000);
	config->parked_time_ms = (int64_t)chance(100000000);
	/* Without parks the attempts are enough. */
	if (!can_park(config) && chance(2))
		config->wall_time_ms = config->parked_time_ms = 0;
	config->tokens = chance(4) ? 0 : (int64_t)chance(100000);
	config->cost = chance(4) ? 0 : (int64_t)chance(100000);
	config->park_jitter_ms = (int64_t)chance(100000);
	config->limits_action = chance(2) ? ACTION_ESCALATE : ACTION_FAIL;
	config->backoff_first_ms = (int64_t)chance(5000);
	config->backoff_max_ms = (int64_t)chance(600000);
	config->backoff_reset_after_ms = (int64_t)chance(1000000);
}

static enum verdict random_verdict(enum verdict likely)
{
	return chance(2) ? likely : (enum verdict)chance(VERDICTS);
}

/* A run begins, goes for a while and ends in some way. */
static void live_through_a_run(struct life *life, enum verdict likely)
{
	struct past_run *run = &life->past[life->count++];

	assert_true(life->count < MAX_PAST);
	life->attempts++;
	run->verdict = random_verdict(likely);
	run->usage = (struct usage){ true, (int64_t)chance(1000),
		(int64_t)chance(1000), (int64_t)chance(1000) };
	run->started_ms = chance(10) ? life->now_ms : 0;
	life->now_ms += (int64_t)chance(2000000);
	run->ended_ms = life->now_ms;
	run->by_keyboard =
		run->verdict == VERDICT_INTERRUPTED && chance(2) == 0;
}

static void check_wait(const struct life *life, const struct decision *decision,
	enum verdict verdict)
{
	const struct policy_row *row = &life->config.policy[verdict];
	int64_t wait = decision->at_ms ? decision->at_ms - life->now_ms : 0;

	assert_true(wait >= 0);
	if (row->wait == WAIT_FIXED)
		assert_int_equal(wait, row->after_ms);
	else
		assert_true(wait <= life->config.backoff_max_ms);
}

static void check_time(const struct life *life, const struct decision *decision)
{
	int64_t wait = decision->at_ms ? decision->at_ms - life->now_ms : 0;
	int64_t used = life->now_ms - life->budget_ms - life->waited_ms;

	if (decision->action == ACTION_PARK && life->config.parked_time_ms)
		assert_true(
			life->waited_ms + wait < life->config.parked_time_ms);
	if (decision->action != ACTION_PARK)
		used += wait;
	if (life->config.wall_time_ms)
		assert_true(used < life->config.wall_time_ms);
}

static void check_decision(const struct life *life,
	const struct situation *situation, const struct decision *decision)
{
	enum verdict verdict = life->past[life->count - 1].verdict;
	struct decision again = decide(situation, &life->config);

	assert_memory_equal(decision, &again, sizeof(again));
	assert_true(*decision->reason);
	assert_int_not_equal(decision->reason_code, REASON_UNKNOWN);
	assert_true(decision->action < ACTIONS);
	if (decision->action == ACTION_COMPLETE)
		assert_int_equal(verdict, VERDICT_COMPLETED);
	if (decision->action == ACTION_REASSIGN && verdict != VERDICT_STOPPED)
		assert_true(situation->can_reassign);
	if (!is_run(decision->action)) {
		if (decision->action != ACTION_PUBLISH)
			assert_int_equal(decision->at_ms, 0);
		return;
	}
	if (verdict == VERDICT_STOPPED) {
		assert_true(situation->wanted == WANTED_RESTART ||
			    situation->wanted == WANTED_REASSIGN ||
			    situation->wanted == WANTED_RESUME);
		return;
	}
	assert_true(life->attempts < life->config.attempts ||
		    decision->action == ACTION_PARK);
	check_time(life, decision);
	if (decision->action != ACTION_PARK)
		check_wait(life, decision, verdict);
	else
		assert_true(decision->until_ms >= life->now_ms &&
			    decision->at_ms >= decision->until_ms);
}

/* True when another run follows. */
static bool decide_next(struct life *life)
{
	struct situation situation = {
		.wanted = WANTED_RUN,
		.checkpoint =
			(enum checkpoint_status)chance(CHECKPOINT_STATUSES),
		.past = life->past,
		.past_count = life->count,
		.attempts = life->attempts,
		.budget_ms = life->budget_ms,
		.waited_ms = life->waited_ms,
		.until_ms = chance(2) ? 0
				      : life->now_ms - 1000000 +
						(int64_t)chance(10000000),
		.can_reassign = life->profiles_left > 0,
		.now_ms = life->now_ms,
		.chance = chance(UINT64_MAX),
	};
	struct decision decision = decide(&situation, &life->config);

	check_decision(life, &situation, &decision);
	if (decision.action == ACTION_REASSIGN)
		life->profiles_left--;
	if (decision.action == ACTION_PARK) {
		life->attempts--;
		life->waited_ms += decision.at_ms - life->now_ms;
	}
	if (decision.at_ms > life->now_ms)
		life->now_ms = decision.at_ms;
	return is_run(decision.action);
}

static void test_every_chain_ends(void **state)
{
	static struct life life;

	(void)state;
	chance_seed();
	for (int i = 0; i < ROUNDS; i++) {
		enum verdict likely = (enum verdict)chance(VERDICTS);

		random_config(&life.config);
		life.count = 0;
		life.attempts = life.waited_ms = 0;
		life.now_ms = life.budget_ms = 1 + (int64_t)chance(1u << 30);
		life.profiles_left = (int)chance(4);
		do
			live_through_a_run(&life, likely);
		while (decide_next(&life));
		assert_true(life.attempts <= life.config.attempts);
	}
}

/* Whoever asked for a stop gets one, whatever the policy and the past. */
static void test_a_stop_is_no_run(void **state)
{
	static struct life life;

	(void)state;
	chance_seed();
	for (int i = 0; i < ROUNDS; i++) {
		struct situation situation = { .past = life.past };
		struct decision decision;

		random_config(&life.config);
		life.count = 0;
		do
			live_through_a_run(&life, VERDICT_CRASHED);
		while (chance(8) && life.count < MAX_RUNS - 2);
		life.past[life.count - 1].verdict = VERDICT_STOPPED;
		situation.past_count = life.count;
		situation.wanted = (enum wanted)chance(WANTED_HELD + 1);
		situation.now_ms = life.now_ms;
		situation.can_reassign = true;
		decision = decide(&situation, &life.config);
		assert_true(decision.action == ACTION_NONE ||
			    decision.action == ACTION_HOLD);
		assert_true(*decision.reason);
		assert_int_not_equal(decision.reason_code, REASON_UNKNOWN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_chain_ends),
		cmocka_unit_test(test_a_stop_is_no_run),
	};

	return cmocka_run_group_tests(tests, load_example, clear_example);
}
