/*
 * act - carry a decision out: see act.h
 */
#include "supervisor/act.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/duration.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/paths.h"
#include "model/record.h"
#include "supervisor/counting.h"
#include "supervisor/day.h"
#include "supervisor/dispatching.h"
#include "supervisor/gate.h"
#include "supervisor/journal.h"
#include "supervisor/keepers.h"

/* A run that has not ended this long after its grace is asked once more. */
#define ASK_AGAIN_MS 5000

/* Something to do once the step is durable. */
struct effect {
	struct daemon *daemon;
	int64_t task;
	const char *reason; /* a literal */
};

static void after_durable(
	struct step *step, store_done_fn *fn, const char *reason)
{
	struct effect *effect = mem_alloc(sizeof(*effect));

	*effect = (struct effect){ step->daemon, step->task->id, reason };
	store_when_durable(step->daemon->store, fn, effect);
}

/* Verifying or publishing is of no use to who stops; the sweep of a lost run
 * is. */
static bool works_in_vain(const struct daemon *daemon, const struct task *task)
{
	struct record record = RECORD_INIT;
	char id[RUN_ID_SIZE];
	struct path path;
	bool ended;

	if (task->state == STATE_PUBLISHING)
		return true;
	if (task->state != STATE_VERIFYING)
		return false;
	path = path_record(daemon->state, run_id(id, task->id, task->runs));
	ended = record_read(&record, path.text, NULL) == 0 && record.ended;
	record_clear(&record);
	return ended;
}

static void end_run(void *arg, int rc, const struct err *why)
{
	struct effect *effect = arg;
	struct task task = TASK_INIT;

	(void)why;
	if (rc == 0 && store_get_task(effect->daemon->store, effect->task,
			       &task, NULL) == 0) {
		keeper_stop(effect->daemon, &task, effect->reason,
			task.wanted == WANTED_RUN ? "reeve" : task.wanted_by);
		if (works_in_vain(effect->daemon, &task))
			workers_kill(effect->daemon->workers, task.id);
	}
	task_clear(&task);
	free(effect);
}

int64_t act_ask_again(const struct daemon *daemon)
{
	return clock_wall_ms() + daemon->config.grace_ms + ASK_AGAIN_MS;
}

void act_end_run(struct step *step, const char *reason)
{
	const char *word = step->task->wanted == WANTED_RUN ? reason : "stop";

	if (step->task->state == STATE_RUNNING ||
		step->task->state == STATE_WAITING)
		step_set_due(step, act_ask_again(step->daemon));
	after_durable(step, end_run, word);
}

#define LOCAL_TIME_SIZE 32

/* As the clock on the wall has it. */
static const char *local_time(int64_t wall_ms, char text[LOCAL_TIME_SIZE])
{
	time_t seconds = (time_t)(wall_ms / 1000);
	struct tm tm;

	text[0] = '\0';
	if (localtime_r(&seconds, &tm))
		strftime(text, LOCAL_TIME_SIZE, "%Y-%m-%d %H:%M", &tm);
	return text;
}

static void explain(void *arg, int rc, const struct err *why)
{
	struct effect *effect = arg;
	char when[DURATION_TEXT_SIZE], clock[LOCAL_TIME_SIZE];
	struct task task = TASK_INIT;
	bool waits;
	char *text;

	(void)why;
	if (rc < 0 || store_get_task(effect->daemon->store, effect->task, &task,
			      NULL) < 0)
		goto out;
	waits = task.state == STATE_BACKOFF || task.state == STATE_PARKED;
	if (task.state == STATE_PARKED && task.due_ms >= BREAKER_NEVER_MS)
		text = mem_format("reeve: %s: %s (r: now, h: hold, s: stop)",
			verdict_name(task.verdict),
			task.reason ? task.reason : "");
	else if (task.state == STATE_PARKED)
		text = mem_format("reeve: %s: parked until %s, %s from now "
				  "(r: now, h: hold, s: stop)",
			verdict_name(task.verdict),
			local_time(task.due_ms, clock),
			duration_text(task.due_ms - clock_wall_ms(), when));
	else if (waits)
		text = mem_format(
			"reeve: %s: %s in %s (r: now, h: hold, s: stop)",
			verdict_name(task.verdict),
			task.decision == ACTION_PUBLISH
				? action_name(task.decision)
				: run_mode_name(task.mode),
			duration_text(task.due_ms - clock_wall_ms(), when));
	else if (state_is_at_rest(task.state))
		text = mem_format("reeve: %s: %s; the session closes in %s",
			state_name(task.state), task.reason ? task.reason : "",
			duration_text(
				effect->daemon->config.tmux_linger_ms, when));
	else
		text = mem_format("reeve: %s", task.reason ? task.reason : "");
	keeper_note(effect->daemon, &task, text, waits);
	free(text);
out:
	task_clear(&task);
	free(effect);
}

void act_rest(struct step *step, enum state state)
{
	const struct daemon *daemon = step->daemon;

	step_set_state(step, state);
	step_set_due(step, 0);
	if (keeper_lives(daemon, step->task->name))
		step_set_due(
			step, clock_wall_ms() + daemon->config.tmux_linger_ms);
	after_durable(step, explain, NULL);
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
		(day_is_spent(step->daemon, spent) ||
			(task->wanted == WANTED_RUN &&
				gate_is_shut(step->daemon, task)))) {
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
	after_durable(step, explain, NULL);
}

static void move_on(struct step *step, int64_t at_ms)
{
	const char *next = act_next_profile(step->daemon, step->task);

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
	after_durable(step, explain, NULL);
}

/*
 * The same again once the limit is over. A limit is one of an account: whatever
 * else of this profile would start now waits as well.
 */
static void park(struct step *step, const struct decision *decision)
{
	const struct task *task = step->task;

	if (task->verdict == VERDICT_RATE_LIMITED)
		gate_limit(step->daemon, task->profile, decision->until_ms);
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
	after_durable(step, explain, NULL);
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
	after_durable(step, explain, NULL);
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
