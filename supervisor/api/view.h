/*
 * view - a task as `show --json`, `list --json` and the results file have it
 *
 * Read from the store when it is asked for; nothing is kept.
 */
#ifndef SUPERVISOR_API_VIEW_H
#define SUPERVISOR_API_VIEW_H

#include "supervisor/core/turn.h"

enum view_size {
	VIEW_LINE, /* what `list` has */
	VIEW_WHOLE, /* … and runs, reviews, publishes, checkpoint */
};

cJSON *view_task(
	struct turn *turn, const struct task *task, enum view_size size);

/* Adds `assigned`, `since` and `reviews[]` to a task's view. */
void view_add_reviews(struct turn *turn, const struct task *task, cJSON *view);

/* {"ok":true} and {"ok":true,"task":…} */
cJSON *view_ok(void);
cJSON *view_ok_task(struct turn *turn, const struct task *task);

#endif
