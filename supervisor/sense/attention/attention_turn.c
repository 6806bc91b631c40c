/*
 * attention_turn - a turn of an interactive agent is over, and its run with it: see
 * attention_parts.h
 *
 * The next turn of one that is kept alive is a run of its own. Its keeper refuses
 * while somebody types, and then it waits for a prompt like any other; it is
 * tried again when the screen has moved. A turn that failed of a limit is not
 * for a person to mend: the run ends as one whose events say so.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/kv.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/core/keepers.h"
#include "agents/read/reset_time.h"
#include "supervisor/tasks/state_table.h"
#include "supervisor/sense/attention/attention_parts.h"

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
	return wait->told_for == ATTENTION_PROMPT;
}

void wait_fail_turn(struct waits *waits, const struct wait *wait,
	const struct awaited *awaited)
{
	struct sign_heard sign = { .verdict = awaited->verdict,
		.text = awaited->what,
		.in_turn = true };
	struct step details = { .sign = &sign };
	struct task task = TASK_INIT;
	struct err err = ERR_INIT;

	if (sign.verdict == VERDICT_RATE_LIMITED)
		sign.until_ms = reset_parse(sign.text, clock_wall_ms(), NULL);
	if (store_get_task(waits->daemon->store, wait->task, &task, &err) < 0 ||
		(task.runs == wait->run &&
			step(waits->daemon, wait->task, STEP_SIGN, &details,
				&err) < 0))
		log_err(&err);
	task_clear(&task);
}
