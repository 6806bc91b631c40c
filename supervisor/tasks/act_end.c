/*
 * act_end - have a run end: see apply.h
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/paths.h"
#include "model/record.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/core/keepers.h"

/* A run that has not ended this long after its grace is asked once more. */
#define ASK_AGAIN_MS 5000

/* What is to be ended once the step is durable. */
struct order {
	struct daemon *daemon;
	int64_t task;
	enum stop_reason reason;
};

/* Starting, verifying or publishing is of no use to who stops; the sweep of a
 * lost run is. */
static bool works_in_vain(const struct daemon *daemon, const struct task *task)
{
	struct record record = RECORD_INIT;
	char id[RUN_ID_SIZE];
	struct path path;
	bool ended;

	if (task->state == STATE_PUBLISHING || task->state == STATE_STARTING)
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
	struct order *order = arg;
	struct task task = TASK_INIT;

	(void)why;
	if (rc == 0 && store_get_task(order->daemon->store, order->task, &task,
			       NULL) == 0) {
		keeper_stop(order->daemon, &task, order->reason,
			task.wanted == WANTED_RUN ? "reeve" : task.wanted_by);
		if (works_in_vain(order->daemon, &task))
			workers_give_up(order->daemon->workers, task.id);
	}
	task_clear(&task);
	free(order);
}

int64_t act_ask_again(const struct daemon *daemon)
{
	return clock_wall_ms() + daemon->config.grace_ms + ASK_AGAIN_MS;
}

void act_end_run(struct step *step, enum stop_reason reason)
{
	struct order *order;

	if (step->task->state == STATE_RUNNING ||
		step->task->state == STATE_WAITING)
		step_set_due(step, act_ask_again(step->daemon));
	if (step->task->wanted != WANTED_RUN)
		reason = STOP_REQUESTED;
	order = mem_alloc(sizeof(*order));
	*order = (struct order){ step->daemon, step->task->id, reason };
	store_when_durable(step->daemon->store, end_run, order);
}
