/*
 * checkpoints - an agent has left a checkpoint: see sense.h
 *
 * The copy of a valid one is taken by core/checkpoint_copy.h.
 */
#include <stdlib.h>
#include <string.h>

#include "supervisor/core/checkpoint_copy.h"
#include "supervisor/sense/sense.h"

static void look_at_checkpoint(struct sense *sense, const struct task *task)
{
	if (checkpoint_copy(sense->turn, task))
		turn_post_task(sense->turn, EVENT_CHECKPOINT, task->id);
}

void checkpoints_changed(void *arg, const char *name)
{
	struct sense *sense = arg;
	struct task task = TASK_INIT;
	char *stem;

	if (!name) {
		each_active_task(sense, look_at_checkpoint);
		return;
	}
	stem = file_stem(name, ".json");
	if (stem && task_name_is_valid(stem) &&
		store_find_task(sense->turn->store, stem, &task, NULL) == 0 &&
		!strcmp(task.name, stem) && !state_is_at_rest(task.state))
		look_at_checkpoint(sense, &task);
	task_clear(&task);
	free(stem);
}
