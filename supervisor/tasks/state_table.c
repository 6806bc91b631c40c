/*
 * state_table - the table: see state_table.h
 *
 * Its sizes come from the enums and a test finds an empty cell. `ignore` is an
 * event that comes too late or too early to mean anything.
 */
#include "supervisor/tasks/state_table.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "supervisor/act/retention.h"
#include "supervisor/api/tell.h"

static int ignore(struct step *step)
{
	(void)step;
	return 0;
}

/* What happens to a task that has no run and waits for its turn. */
#define UNSTARTED                                                              \
	[STEP_DISPATCHED] = ignore, [STEP_DISPATCH_FAILED] = ignore,           \
	[STEP_STARTED] = ignore, [STEP_ENDED] = ignore, [STEP_LOST] = ignore,  \
	[STEP_INSPECTED] = ignore, [STEP_PUBLISHED] = ignore,                  \
	[STEP_CHECKPOINT] = ignore, [STEP_HANDOFF] = step_handoff,             \
	[STEP_SIGN] = ignore, [STEP_IN_VAIN] = ignore, [STEP_AWAITS] = ignore, \
	[STEP_STOP] = step_stop_waiting, [STEP_HOLD] = step_hold_waiting

/* … and to one that waits between two runs. */
#define BETWEEN                                                                \
	[STEP_READY] = ignore, [STEP_PLACE] = ignore,                          \
	[STEP_DISPATCHED] = ignore, [STEP_DISPATCH_FAILED] = ignore,           \
	[STEP_STARTED] = step_started, [STEP_ENDED] = ignore,                  \
	[STEP_LOST] = ignore, [STEP_INSPECTED] = ignore,                       \
	[STEP_PUBLISHED] = ignore, [STEP_HANDOFF] = step_handoff,              \
	[STEP_DUE] = step_wait_over, [STEP_CHECKPOINT] = ignore,               \
	[STEP_SIGN] = ignore, [STEP_IN_VAIN] = ignore, [STEP_AWAITS] = ignore, \
	[STEP_STOP] = step_stop_waiting, [STEP_HOLD] = step_hold_waiting,      \
	[STEP_RESUME] = step_resume_now, [STEP_RESTART] = step_restart_now,    \
	[STEP_REASSIGN] = step_reassign_now

/* … while its run goes, or is looked at. */
#define ASKED_WHILE_RUNNING                                                    \
	[STEP_READY] = ignore, [STEP_PLACE] = ignore, [STEP_BEHIND] = ignore,  \
	[STEP_HANDOFF] = step_handoff, [STEP_STOP] = step_stop_run,            \
	[STEP_HOLD] = step_hold_run, [STEP_RESUME] = step_resume_run,          \
	[STEP_RESTART] = step_restart_run, [STEP_REASSIGN] = step_reassign_run

#define RUNS                                                                   \
	ASKED_WHILE_RUNNING,                                                   \
		[STEP_DISPATCHED] = step_dispatched,                           \
		[STEP_DISPATCH_FAILED] = ignore,                               \
		[STEP_STARTED] = step_started, [STEP_ENDED] = step_ended,      \
		[STEP_LOST] = step_ended, [STEP_INSPECTED] = ignore,           \
		[STEP_PUBLISHED] = ignore, [STEP_DUE] = step_run_due,          \
		[STEP_SIGN] = step_sign, [STEP_IN_VAIN] = step_in_vain,        \
		[STEP_AWAITS] = step_awaits,                                   \
		[STEP_CHECKPOINT] = step_checkpoint

#define INSPECTS                                                               \
	ASKED_WHILE_RUNNING,                                                   \
		[STEP_DISPATCHED] = step_dispatched,                           \
		[STEP_DISPATCH_FAILED] = ignore, [STEP_STARTED] = ignore,      \
		[STEP_ENDED] = ignore, [STEP_LOST] = ignore,                   \
		[STEP_INSPECTED] = step_inspected, [STEP_DUE] = ignore,        \
		[STEP_PUBLISHED] = ignore, [STEP_CHECKPOINT] = ignore,         \
		[STEP_SIGN] = ignore, [STEP_IN_VAIN] = ignore,                 \
		[STEP_AWAITS] = ignore

#define PUBLISHES                                                              \
	ASKED_WHILE_RUNNING,                                                   \
		[STEP_DISPATCHED] = ignore, [STEP_DISPATCH_FAILED] = ignore,   \
		[STEP_STARTED] = ignore, [STEP_ENDED] = ignore,                \
		[STEP_LOST] = ignore, [STEP_INSPECTED] = ignore,               \
		[STEP_PUBLISHED] = step_published,                             \
		[STEP_DUE] = step_publish_due, [STEP_CHECKPOINT] = ignore,     \
		[STEP_SIGN] = ignore, [STEP_IN_VAIN] = ignore,                 \
		[STEP_AWAITS] = ignore

#define RESTS                                                                  \
	[STEP_READY] = ignore, [STEP_PLACE] = ignore,                          \
	[STEP_DISPATCHED] = ignore, [STEP_DISPATCH_FAILED] = ignore,           \
	[STEP_STARTED] = ignore, [STEP_ENDED] = ignore, [STEP_LOST] = ignore,  \
	[STEP_INSPECTED] = ignore, [STEP_DUE] = step_rest_over,                \
	[STEP_PUBLISHED] = ignore, [STEP_HANDOFF] = step_handoff,              \
	[STEP_CHECKPOINT] = ignore, [STEP_SIGN] = ignore,                      \
	[STEP_IN_VAIN] = ignore, [STEP_AWAITS] = ignore,                       \
	[STEP_STOP] = step_stop_resting, [STEP_HOLD] = step_hold_waiting,      \
	[STEP_RESUME] = step_resume_now, [STEP_RESTART] = step_restart_now,    \
	[STEP_REASSIGN] = step_reassign_now

/* A completed one has nothing to stop or to hold. */
#define DONE                                                                   \
	[STEP_READY] = ignore, [STEP_PLACE] = ignore,                          \
	[STEP_DISPATCHED] = ignore, [STEP_DISPATCH_FAILED] = ignore,           \
	[STEP_STARTED] = ignore, [STEP_ENDED] = ignore, [STEP_LOST] = ignore,  \
	[STEP_INSPECTED] = ignore, [STEP_DUE] = step_rest_over,                \
	[STEP_PUBLISHED] = ignore, [STEP_HANDOFF] = step_handoff,              \
	[STEP_CHECKPOINT] = ignore, [STEP_SIGN] = ignore,                      \
	[STEP_IN_VAIN] = ignore, [STEP_AWAITS] = ignore,                       \
	[STEP_STOP] = step_stop_completed, [STEP_HOLD] = step_hold_completed,  \
	[STEP_RESUME] = step_resume_now, [STEP_RESTART] = step_restart_now,    \
	[STEP_REASSIGN] = step_reassign_now

/* Nobody is asked about it. */
#define UNASKED                                                                \
	[STEP_APPROVE] = step_refuse_review,                                   \
	[STEP_REJECT] = step_refuse_review, [STEP_ANSWER] = step_refuse_review

/* clang-format off */
static step_fn *const steps[STATES][STEP_EVENTS] = {
	[STATE_BLOCKED]    = { [STEP_READY] = step_to_queue,
			       [STEP_BEHIND] = ignore,
			       [STEP_RESUME] = step_refuse_unstarted,
			       [STEP_RESTART] = step_refuse_unstarted,
			       [STEP_REASSIGN] = step_reassign_now,
			       [STEP_PLACE] = ignore,
			       [STEP_DUE] = ignore, UNSTARTED, UNASKED },
	[STATE_QUEUED]     = { [STEP_READY] = ignore,
			       [STEP_PLACE] = step_to_start,
			       [STEP_BEHIND] = step_behind,
			       [STEP_RESUME] = step_resume_queued,
			       [STEP_RESTART] = step_restart_queued,
			       [STEP_REASSIGN] = step_reassign_now,
			       [STEP_DUE] = step_queue_due, UNSTARTED, UNASKED },
	[STATE_STARTING]   = { ASKED_WHILE_RUNNING,
			       [STEP_DISPATCHED] = step_dispatched,
			       [STEP_DISPATCH_FAILED] = step_start_failed,
			       [STEP_STARTED] = step_started,
			       [STEP_ENDED] = step_ended_early,
			       [STEP_LOST] = step_ended,
			       [STEP_INSPECTED] = ignore,
			       [STEP_PUBLISHED] = ignore,
			       [STEP_DUE] = ignore,
			       [STEP_SIGN] = ignore, [STEP_IN_VAIN] = ignore,
			       [STEP_AWAITS] = ignore,
			       [STEP_CHECKPOINT] = ignore, UNASKED },
	[STATE_RUNNING]    = { RUNS, UNASKED },
	[STATE_WAITING]    = { RUNS,
			       [STEP_APPROVE] = step_refuse_waiting,
			       [STEP_REJECT] = step_refuse_waiting,
			       [STEP_ANSWER] = step_answer_waiting },
	[STATE_BACKOFF]    = { BETWEEN, [STEP_BEHIND] = step_behind, UNASKED },
	[STATE_PARKED]     = { BETWEEN, [STEP_BEHIND] = ignore,
			       [STEP_APPROVE] = step_approve_parked,
			       [STEP_REJECT] = step_reject_parked,
			       [STEP_ANSWER] = step_answer_parked },
	[STATE_VERIFYING]  = { INSPECTS, UNASKED },
	[STATE_PUBLISHING] = { PUBLISHES, UNASKED },
	[STATE_COMPLETED]  = { DONE, [STEP_BEHIND] = ignore, UNASKED },
	[STATE_FAILED]     = { RESTS, [STEP_BEHIND] = ignore, UNASKED },
	[STATE_ESCALATED]  = { RESTS, [STEP_BEHIND] = step_behind,
			       [STEP_APPROVE] = step_approve,
			       [STEP_REJECT] = step_reject,
			       [STEP_ANSWER] = step_answer },
	[STATE_HELD]       = { RESTS, [STEP_BEHIND] = ignore, UNASKED },
	[STATE_STOPPED]    = { RESTS, [STEP_BEHIND] = ignore, UNASKED },
};
/* clang-format on */

step_fn *step_of(enum state state, enum step_event event)
{
	return steps[state][event];
}

void step_set_state(struct step *step, enum state state)
{
	if (step->task->state == state)
		return;
	step->task->state = state;
	step->changed = true;
	if (state_is_at_rest(state)) {
		step->task->ended_ms = clock_wall_ms();
		keep_prune(step->daemon);
	}
	step->daemon->places_changed = true;
}

void step_set_due(struct step *step, int64_t due_ms)
{
	step->task->due_ms = due_ms;
	step->changed = true;
}

int step(struct daemon *daemon, int64_t id, enum step_event event,
	struct step *details, struct err *err)
{
	struct task task = TASK_INIT;
	struct step none = { 0 };
	enum state before;
	int rc;

	if (!details)
		details = &none;
	if (store_get_task(daemon->store, id, &task, err) < 0)
		return -1;
	details->daemon = daemon;
	details->task = &task;
	details->err = err;
	before = task.state;
	rc = steps[task.state][event](details);
	if (rc == 0 && details->changed)
		rc = store_save_task(daemon->store, &task, err);
	if (rc == 0 && details->changed)
		tell_changed(daemon, &task, before);
	task_clear(&task);
	return rc;
}
