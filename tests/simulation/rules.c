/*
 * rules - what must hold, whatever happens in a world
 */
#include "tests/simulation/world.h"
#include "tests/policy/profiles.h"

static void get_task(struct task *task, int64_t id)
{
	struct err err = ERR_INIT;

	if (store_get_task(world.daemon.turn.store, id, task, &err) < 0)
		fail_msg("%s", err.message);
}

/*
 * A park costs no attempt; behind a breaker all that was spent on just this is
 * given back, also when it opens only later.
 */
static void give_back(struct puppet *puppet, const struct run *run)
{
	int64_t count =
		run->verdict == VERDICT_RATE_LIMITED ? 1 : puppet->alike;

	if (run->decision != ACTION_PARK || puppet->given)
		return;
	puppet->spent -= count < puppet->spent ? count : puppet->spent;
	puppet->alike = 0;
	puppet->given = true;
}

static void look_again(struct puppet *puppet)
{
	struct run run = RUN_INIT;

	/* The run that begins is counted already. */
	if (puppet->judged && store_get_run(world.daemon.turn.store, puppet->id,
				      puppet->judged, &run, NULL) == 0) {
		puppet->spent--;
		give_back(puppet, &run);
		puppet->spent++;
	}
	run_clear(&run);
}

/* Of those behind a breaker only its probe starts. */
static void check_breaker(const struct task *task)
{
	struct admission admission = ADMISSION_INIT;

	if (store_get_admission(world.daemon.turn.store, task->profile,
		    &admission, NULL) < 0)
		fail_msg("no admission row");
	if (admission.breaker.state != BREAKER_CLOSED &&
		admission.breaker.since_ms + WORLD_DISPATCH_MS < world.now_ms &&
		admission.breaker.probe != task->id)
		fail_msg("%s starts behind a breaker that is %s", task->name,
			breaker_state_name(admission.breaker.state));
	admission_clear(&admission);
}

/* Nobody starts what was stopped, what is spent or what waits for its limit. */
void rules_at_dispatch(struct puppet *puppet)
{
	struct task task = TASK_INIT;

	get_task(&task, puppet->id);
	look_again(puppet);
	if (puppet->stopped)
		fail_msg("%s was stopped and starts again", task.name);
	if (task.attempts > world.daemon.config.attempts ||
		puppet->spent > world.daemon.config.attempts)
		fail_msg("%s has begun %lld runs", task.name,
			(long long)puppet->spent);
	if (puppet->done)
		fail_msg("%s was done and starts again", task.name);
	check_breaker(&task);
	if (puppet->run > WORLD_RUNS)
		fail_msg("%s goes on for ever", task.name);
	task_clear(&task);
}

/* What the run's verdict must be, from what was in truth done to it. */
static enum verdict truth(const struct puppet *puppet)
{
	if (puppet->stopped)
		return VERDICT_STOPPED;
	if (puppet->ended_by_us)
		return VERDICT_TIMED_OUT;
	return fate_verdict(puppet->fate);
}

static void check_verdict(struct puppet *puppet, const struct run *run)
{
	enum verdict expected = truth(puppet);

	/* Its end may have come before the person's word, or after. */
	if (run->verdict != expected && !puppet->stopped)
		fail_msg("run %lld.%lld is %s, and was %s",
			(long long)run->task, (long long)run->number,
			verdict_name(run->verdict), verdict_name(expected));
	if (run->decision == ACTION_COMPLETE &&
		run->verdict != VERDICT_COMPLETED)
		fail_msg("run %lld.%lld is completed by %s",
			(long long)run->task, (long long)run->number,
			verdict_name(run->verdict));
	puppet->alike = run->verdict == puppet->last ? puppet->alike + 1 : 1;
	puppet->last = run->verdict;
	puppet->given = false;
	give_back(puppet, run);
	puppet->done = run->verdict == VERDICT_COMPLETED;
	puppet->troubled |= run->verdict != VERDICT_COMPLETED &&
			    run->verdict != VERDICT_STOPPED;
}

void rules_at_verdict(struct puppet *puppet)
{
	struct run run = RUN_INIT;

	if (puppet->run == puppet->judged)
		return;
	if (store_get_run(world.daemon.turn.store, puppet->id, puppet->run,
		    &run, NULL) == 0 &&
		run.judged) {
		puppet->judged = puppet->run;
		check_verdict(puppet, &run);
	}
	run_clear(&run);
}

/* A person is asked when the policy's row says so, or all is spent. */
static bool may_give_up(const struct puppet *puppet, const struct task *task)
{
	const struct config *config = &world.daemon.config;
	const struct policy_row *row = &config->policy[task->verdict];

	for (int i = 0; i < row->step_count; i++)
		if (row->steps[i] == ACTION_ESCALATE)
			return true;
	return task->verdict == VERDICT_PUBLISH_FAILED ||
	       puppet->spent >= config->attempts ||
	       world.now_ms - task->budget_ms - task->waited_ms >=
		       config->wall_time_ms;
}

/* All is at rest, and what went wrong was put right where it could be. */
void rules_at_end(void)
{
	for (int i = 0; i < WORLD_TASKS; i++) {
		const struct puppet *puppet = &world.puppets[i];
		struct task task = TASK_INIT;

		get_task(&task, puppet->id);
		if (!state_is_at_rest(task.state))
			fail_msg("%s is %s for ever", task.name,
				state_name(task.state));
		if (world.climate->person && task.state != STATE_COMPLETED)
			fail_msg("%s is %s: %s", task.name,
				state_name(task.state), task.reason.text);
		if (!puppet->stopped && task.state != STATE_COMPLETED &&
			!may_give_up(puppet, &task))
			fail_msg("%s was given up: %s", task.name,
				task.reason.text);
		if (puppet->judged < puppet->run)
			fail_msg("%s is at rest without a verdict", task.name);
		if (puppet->troubled && !puppet->asked) {
			world.troubled++;
			world.recovered += task.state == STATE_COMPLETED;
		}
		task_clear(&task);
	}
}
