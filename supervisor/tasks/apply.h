/*
 * apply - carry a decision out
 *
 * The last arrow of the circle: a decision becomes a state, a due time, a row of
 * the next run, and effects. What returns a state returns the next one of the
 * task, or -1 with the reason in err.
 */
#ifndef SUPERVISOR_TASKS_APPLY_H
#define SUPERVISOR_TASKS_APPLY_H

#include "model/decision.h"
#include "supervisor/core/turn.h"

/* After a verdict: task->verdict and its evidence are already set. */
int apply_decision(struct turn *turn, struct task *task,
	const struct decision *decision, struct err *err);

/* Counts a new run in task->mode and starts it. */
int apply_begin_run(struct turn *turn, struct task *task, struct err *err);

/* Parks the task until then; `gives_back` runs were none of its attempts. */
int apply_park(struct turn *turn, struct task *task, int64_t until_ms,
	int64_t gives_back);

/* Begins a try to publish the work of the newest run. */
int apply_publish(struct turn *turn, struct task *task, struct err *err);

/* Puts the task at rest; its session closes after tmux.linger. */
int apply_rest(struct turn *turn, struct task *task, enum state state);

/* Whether publishing is all that is left to do. */
bool task_is_unpublished(const struct task *task);
/* Whether the task waits between two turns of an agent that is kept alive. */
bool task_is_between_turns(const struct task *task);

#endif
