/*
 * waits_turn - the next turn of an agent that is kept alive: see waits_parts.h
 *
 * It is a run of its own, so this one ends. Its keeper refuses while somebody
 * types, and then it waits for a prompt like any other; it is tried again when
 * the screen has moved.
 */
#include <stdlib.h>

#include "base/kv.h"
#include "base/mem.h"
#include "supervisor/keepers.h"
#include "supervisor/waits_parts.h"

struct turn {
	int64_t task, run;
};

static void heard(
	void *arg, struct daemon *daemon, const char *bytes, size_t len)
{
	struct turn *turn = arg;
	struct wait *wait = wait_find(daemon->waits, turn->task, turn->run);

	if (wait && len && kv_get(bytes, len, "error")) {
		wait->turn_refused = true;
		wait_judge(daemon->waits, wait);
	}
	free(turn);
}

bool wait_end_turn(struct waits *waits, struct wait *wait)
{
	struct task task = TASK_INIT;
	struct turn *turn;

	if (wait->turn_refused)
		return true;
	if (store_get_task(waits->daemon->store, wait->task, &task, NULL) ==
			0 &&
		task.runs == wait->run && task.wanted == WANTED_RUN) {
		turn = mem_alloc(sizeof(*turn));
		*turn = (struct turn){ wait->task, wait->run };
		keeper_end_turn(waits->daemon, &task, heard, turn);
	}
	task_clear(&task);
	/* Whoever was told that it waits is not told again that it does. */
	return wait->told_for == WAITING_PROMPT;
}
