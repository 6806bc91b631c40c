/*
 * choose_profile - which profile goes on with a task
 */
#ifndef SUPERVISOR_TASKS_CHOOSE_PROFILE_H
#define SUPERVISOR_TASKS_CHOOSE_PROFILE_H

#include "supervisor/core/turn.h"

/*
 * The profile a reassign after `verdict` would move to, of the task's own list,
 * else of recovery.reassign_to: the next whose program is there and that nothing
 * holds back; after anything but a limit, else the next that is held back for a
 * while. NULL: none is left.
 */
const char *choose_profile(
	struct turn *turn, const struct task *task, enum verdict verdict);

/*
 * The account of the task's profile is limited, and the policy has the next one
 * go on: true, and the task is the next one's from now on. No run is spent on
 * that.
 */
bool choose_profile_past_limit(struct turn *turn, struct task *task);

#endif
