/*
 * apply - carry a decision out: see apply.h
 */
#include "supervisor/tasks/apply.h"

#include "base/json.h"
#include "base/mem.h"
#include "supervisor/admission/admission.h"
#include "supervisor/admission/daily_budget.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/keepers.h"
#include "supervisor/tasks/choose_profile.h"

int apply_rest(struct turn *turn, struct task *task, enum state state)
{
	task->due_ms = 0;
	if (keeper_lives(turn->host, task->name))
		task->due_ms = turn->now_ms + turn->config->tmux_linger_ms;
	turn_emit_task(turn, EFFECT_NOTE_IN_PANE, task->id);
	turn_emit_task(turn, EFFECT_COUNT_FILES, task->id);
	return (int)state;
}

/* Waits until then, which its pane says. */
static int wait_in(
	struct turn *turn, struct task *task, enum state state, int64_t due_ms)
{
	task->due_ms = due_ms;
	turn_emit_task(turn, EFFECT_NOTE_IN_PANE, task->id);
	return (int)state;
}

/* The time for which a limit holds a task back is not the task's. */
static void count_wait(struct task *task, int64_t now_ms)
{
	if (task->held_ms && now_ms > task->held_ms)
		task->waited_ms += now_ms - task->held_ms;
	task->held_ms = 0;
}

int apply_begin_run(struct turn *turn, struct task *task, struct err *err)
{
	struct run run = RUN_INIT;
	int rc;

	count_wait(task, turn->now_ms);
	run.task = task->id;
	run.number = ++task->runs;
	run.mode = task->mode;
	run.profile = mem_copy(task->profile);
	run.conversation = mem_copy(task->conversation);
	task->attempts++;
	task->wanted = WANTED_RUN;
	if (!task->budget_ms)
		task_count_anew(task, turn->now_ms);
	task->ended_ms = 0;
	task->due_ms = 0;
	rc = store_save_run(turn->store, &run, err);
	run_clear(&run);
	if (rc < 0)
		return rc;
	turn_emit_task(turn, EFFECT_DISPATCH, task->id);
	return STATE_STARTING;
}

/* Whether the next run would be held back; then it waits in the queue. */
static bool is_held_back(struct turn *turn, const struct task *task)
{
	char spent[BUDGET_TEXT_SIZE];

	return daily_budget_is_spent(turn, spent) ||
	       (task->wanted == WANTED_RUN && admission_is_shut(turn, task));
}

/* The next run: at once in the place this one had, or when it is due. */
static int go_on(struct turn *turn, struct task *task, enum run_mode mode,
	int64_t at_ms, struct err *err)
{
	bool now = at_ms <= turn->now_ms;
	bool held;

	task->mode = task->started_ms ? mode : RUN_START;
	if (task->wanted != WANTED_RUN) { /* a person's word: counts anew */
		task->attempts = 0;
		task_count_anew(task, 0);
	} else {
		task->recovery_used = true;
	}
	held = now && is_held_back(turn, task);
	task->wanted = WANTED_RUN;
	if (held) {
		task->held_ms = turn->now_ms;
		task->due_ms = 0;
		return STATE_QUEUED;
	}
	if (now)
		return apply_begin_run(turn, task, err);
	return wait_in(turn, task, STATE_BACKOFF, at_ms);
}

static int move_on(
	struct turn *turn, struct task *task, int64_t at_ms, struct err *err)
{
	const char *next = choose_profile(turn, task, task->verdict);

	/* Asked for by a person, the profile is already the new one. */
	if (task->wanted == WANTED_RUN && next)
		mem_replace(&task->profile, next);
	return go_on(turn, task, RUN_REASSIGN, at_ms, err);
}

int apply_park(struct turn *turn, struct task *task, int64_t until_ms,
	int64_t gives_back)
{
	task->attempts -=
		task->attempts < gives_back ? task->attempts : gives_back;
	task->mode = task->started_ms ? RUN_RESUME : RUN_START;
	task->recovery_used = true;
	task->ended_ms = 0;
	task->held_ms = turn->now_ms;
	return wait_in(turn, task, STATE_PARKED, until_ms);
}

/*
 * The same again once the limit is over. A limit is one of an account: whatever
 * else of this profile would start now waits as well.
 */
static int park(
	struct turn *turn, struct task *task, const struct decision *decision)
{
	if (task->verdict == VERDICT_RATE_LIMITED)
		admission_limit(turn, task->profile, decision->until_ms);
	return apply_park(turn, task, decision->at_ms, decision->gives_back);
}

bool task_is_between_turns(const struct task *task)
{
	return task->keep_alive && task->verdict == VERDICT_COMPLETED &&
	       task->decision == ACTION_RESUME &&
	       (task->state == STATE_BACKOFF || task->state == STATE_QUEUED);
}

/* The next turn of an agent costs no attempt and is no recovery. */
static int take_turn(struct turn *turn, struct task *task, int64_t at_ms)
{
	task->attempts = 0;
	task->mode = RUN_RESUME;
	task->due_ms = at_ms;
	return at_ms <= turn->now_ms
		       ? STATE_QUEUED
		       : wait_in(turn, task, STATE_BACKOFF, at_ms);
}

static int resume(
	struct turn *turn, struct task *task, int64_t at_ms, struct err *err)
{
	if (task->verdict == VERDICT_COMPLETED && task->wanted == WANTED_RUN)
		return take_turn(turn, task, at_ms);
	return go_on(turn, task, RUN_RESUME, at_ms, err);
}

int apply_publish(struct turn *turn, struct task *task, struct err *err)
{
	struct publish_list tries = { 0 };
	struct publish next = {
		.task = task->id, .run = task->runs, .began_ms = turn->now_ms
	};
	cJSON *data;
	int rc = store_list_publishes(turn->store, task->id, &tries, err);

	next.number = (int64_t)tries.count + 1;
	publish_list_clear(&tries);
	if (rc < 0 || (rc = store_save_publish(turn->store, &next, err)) < 0)
		return rc;
	task->wanted = WANTED_RUN;
	task->ended_ms = 0;
	task->due_ms = 0;
	data = cJSON_CreateObject();
	json_add_number(data, "number", next.number);
	journal(turn, JOURNAL_PUBLISHING, task, task->runs, data);
	turn_emit_task(turn, EFFECT_PUBLISH, task->id);
	return STATE_PUBLISHING;
}

/* At once, or when it is due. */
static int publish_at(
	struct turn *turn, struct task *task, int64_t at_ms, struct err *err)
{
	if (task->verdict == VERDICT_PUBLISH_FAILED)
		task->recovery_used = true;
	return at_ms <= turn->now_ms
		       ? apply_publish(turn, task, err)
		       : wait_in(turn, task, STATE_BACKOFF, at_ms);
}

bool task_is_unpublished(const struct task *task)
{
	return task->publish &&
	       (task->decision == ACTION_PUBLISH ||
		       (task->verdict == VERDICT_PUBLISH_FAILED &&
			       task->decision != ACTION_RESUME &&
			       task->decision != ACTION_RESTART &&
			       task->decision != ACTION_REASSIGN));
}

int apply_decision(struct turn *turn, struct task *task,
	const struct decision *decision, struct err *err)
{
	switch (decision->action) {
	case ACTION_COMPLETE:
		return apply_rest(turn, task, STATE_COMPLETED);
	case ACTION_NONE:
		return apply_rest(turn, task, STATE_STOPPED);
	case ACTION_HOLD:
		return apply_rest(turn, task, STATE_HELD);
	case ACTION_FAIL:
		return apply_rest(turn, task, STATE_FAILED);
	case ACTION_RESUME:
		return resume(turn, task, decision->at_ms, err);
	case ACTION_REPAIR: /* every resume puts the worktree in order first */
		return go_on(turn, task, RUN_RESUME, decision->at_ms, err);
	case ACTION_RESTART:
		return go_on(turn, task, RUN_RESTART, decision->at_ms, err);
	case ACTION_REASSIGN:
		return move_on(turn, task, decision->at_ms, err);
	case ACTION_PARK:
		return park(turn, task, decision);
	case ACTION_PUBLISH:
		return publish_at(turn, task, decision->at_ms, err);
	case ACTION_ESCALATE:
	case ACTIONS:
		break;
	}
	return apply_rest(turn, task, STATE_ESCALATED);
}
