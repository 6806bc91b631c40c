/*
 * apply - carry a decision out
 *
 * The last arrow of the circle: a decision becomes a state, a due time, and
 * work for the dispatcher. What touches the world outside (a signal, a
 * dispatch, a note in the pane) waits until the step is durable.
 */
#ifndef SUPERVISOR_TASKS_APPLY_H
#define SUPERVISOR_TASKS_APPLY_H

#include "model/decision.h"
#include "supervisor/tasks/state_table.h"

/* After a verdict: task->verdict and its evidence are already set. */
void act_on(struct step *step, const struct decision *decision);

/* Counts a new run in task->mode and starts it. */
void act_begin_run(struct step *step);

/*
 * The profile a reassign after `verdict` would move to, of the task's own list,
 * else of recovery.reassign_to: the next whose program is there and that nothing
 * holds back; after anything but a limit, else the next that is held back for a
 * while. NULL: none is left.
 */
const char *act_next_profile(
	struct daemon *daemon, const struct task *task, enum verdict verdict);

/*
 * Its profile's account is limited, and the policy has the next one go on: true,
 * and it is the next one's from now on. No run is spent on that.
 */
bool act_evade_limit(struct step *step);

/* When to look whether a run that was told to end has ended. */
int64_t act_ask_again(const struct daemon *daemon);

/* Parks it until then; so many runs were none of its attempts. */
void act_park(struct step *step, int64_t until_ms, int64_t gives_back);

/* Begins a try to publish the work of the newest run: on_publish.c. */
int act_publish(struct step *step);
/* Whether that is all that is left to do. */
bool act_is_unpublished(const struct task *task);

/* Whether the task waits between two turns of an agent that is kept alive. */
bool act_is_between_turns(const struct task *task);

/* Tells the keeper to end the run. */
void act_end_run(struct step *step, enum stop_reason reason);

/* Tells whoever looks at its pane what it waits for, or how it came to rest. */
void act_explain(struct step *step);

/* Puts the task at rest; its session closes after tmux.linger. */
void act_rest(struct step *step, enum state state);

#endif
