/*
 * apply - carry a decision out: see apply.h
 */
#include "supervisor/tasks/apply.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/act/changed_files.h"
#include "supervisor/admission/daily_budget.h"
#include "supervisor/act/start_run.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/keepers.h"

void act_rest(struct step *step, enum state state)
{
	const struct daemon *daemon = step->daemon;

	step_set_state(step, state);
	step_set_due(step, 0);
	if (keeper_lives(daemon, step->task->name))
		step_set_due(
			step, clock_wall_ms() + daemon->config.tmux_linger_ms);
	act_explain(step);
	count_files(step->daemon, step->task->id);
}

/* What a limit held back stood still: that is no time of its own. */
static void count_wait(struct task *task)
{
	int64_t now_ms = clock_wall_ms();

	if (task->held_ms && now_ms > task->held_ms)
		task->waited_ms += now_ms - task->held_ms;
	task->held_ms = 0;
}

void act_begin_run(struct step *step)
{
	struct task *task = step->task;
	struct run run = RUN_INIT;

	count_wait(task);
	run.task = task->id;
	run.number = ++task->runs;
	run.mode = task->mode;
	run.profile = mem_copy(task->profile);
	run.conversation = mem_copy(task->conversation);
	task->attempts++;
	task->wanted = WANTED_RUN;
	if (!task->budget_ms)
		task_count_anew(task, clock_wall_ms());
	task->ended_ms = 0;
	step_set_due(step, 0);
	step_set_state(step, STATE_STARTING);
	if (store_save_run(step->daemon->store, &run, step->err) < 0)
		log_err(step->err);
	dispatch_soon(step->daemon, task->id);
	run_clear(&run);
}

/* The next run: at once in the place this one had, or when it is due. */
static void go_on(struct step *step, enum run_mode mode, int64_t at_ms)
{
	struct task *task = step->task;
	int64_t now_ms = clock_wall_ms();
	char spent[BUDGET_TEXT_SIZE];

	task->mode = task->started_ms ? mode : RUN_START;
	if (task->wanted != WANTED_RUN) { /* a person's word: counts anew */
		task->attempts = 0;
		task_count_anew(task, 0);
	} else {
		task->recovery_used = true;
	}
	if (at_ms <= now_ms &&
		(daily_budget_is_spent(step->daemon, spent) ||
			(task->wanted == WANTED_RUN &&
				admission_is_shut(step->daemon, task)))) {
		task->wanted = WANTED_RUN;
		task->held_ms = now_ms;
		step_set_due(step, 0);
		step_set_state(step, STATE_QUEUED);
		return;
	}
	task->wanted = WANTED_RUN;
	if (at_ms <= now_ms) {
		act_begin_run(step);
		return;
	}
	step_set_due(step, at_ms);
	step_set_state(step, STATE_BACKOFF);
	act_explain(step);
}

static void move_on(struct step *step, int64_t at_ms)
{
	const char *next =
		act_next_profile(step->daemon, step->task, step->task->verdict);

	/* Asked for by a person, the profile is already the new one. */
	if (step->task->wanted == WANTED_RUN && next)
		mem_replace(&step->task->profile, next);
	go_on(step, RUN_REASSIGN, at_ms);
}

void act_park(struct step *step, int64_t until_ms, int64_t gives_back)
{
	struct task *task = step->task;

	task->attempts -=
		task->attempts < gives_back ? task->attempts : gives_back;
	task->mode = task->started_ms ? RUN_RESUME : RUN_START;
	task->recovery_used = true;
	task->ended_ms = 0;
	task->held_ms = clock_wall_ms();
	step_set_due(step, until_ms);
	step_set_state(step, STATE_PARKED);
	act_explain(step);
}

/*
 * The same again once the limit is over. A limit is one of an account: whatever
 * else of this profile would start now waits as well.
 */
static void park(struct step *step, const struct decision *decision)
{
	const struct task *task = step->task;

	if (task->verdict == VERDICT_RATE_LIMITED)
		admission_limit(
			step->daemon, task->profile, decision->until_ms);
	act_park(step, decision->at_ms, decision->gives_back);
}

bool act_is_between_turns(const struct task *task)
{
	return task->keep_alive && task->verdict == VERDICT_COMPLETED &&
	       task->decision == ACTION_RESUME &&
	       (task->state == STATE_BACKOFF || task->state == STATE_QUEUED);
}

/* What went well costs no attempt and is no recovery. */
static void take_turn(struct step *step, int64_t at_ms)
{
	step->task->attempts = 0;
	step->task->mode = RUN_RESUME;
	step_set_due(step, at_ms);
	if (at_ms <= clock_wall_ms()) {
		step_set_state(step, STATE_QUEUED);
		return;
	}
	step_set_state(step, STATE_BACKOFF);
	act_explain(step);
}

/* At once, or when it is due. */
static void publish_at(struct step *step, int64_t at_ms)
{
	if (step->task->verdict == VERDICT_PUBLISH_FAILED)
		step->task->recovery_used = true;
	if (at_ms <= clock_wall_ms()) {
		if (act_publish(step) < 0)
			log_err(step->err);
		return;
	}
	step_set_due(step, at_ms);
	step_set_state(step, STATE_BACKOFF);
	act_explain(step);
}

void act_on(struct step *step, const struct decision *decision)
{
	switch (decision->action) {
	case ACTION_COMPLETE:
		act_rest(step, STATE_COMPLETED);
		break;
	case ACTION_NONE:
		act_rest(step, STATE_STOPPED);
		break;
	case ACTION_HOLD:
		act_rest(step, STATE_HELD);
		break;
	case ACTION_FAIL:
		act_rest(step, STATE_FAILED);
		break;
	case ACTION_RESUME:
		if (step->task->verdict == VERDICT_COMPLETED &&
			step->task->wanted == WANTED_RUN) {
			take_turn(step, decision->at_ms);
			break;
		}
		go_on(step, RUN_RESUME, decision->at_ms);
		break;
	case ACTION_REPAIR: /* every resume puts the worktree in order first */
		go_on(step, RUN_RESUME, decision->at_ms);
		break;
	case ACTION_RESTART:
		go_on(step, RUN_RESTART, decision->at_ms);
		break;
	case ACTION_REASSIGN:
		move_on(step, decision->at_ms);
		break;
	case ACTION_PARK:
		park(step, decision);
		break;
	case ACTION_PUBLISH:
		publish_at(step, decision->at_ms);
		break;
	case ACTION_ESCALATE:
	case ACTIONS:
		act_rest(step, STATE_ESCALATED);
		break;
	}
}
