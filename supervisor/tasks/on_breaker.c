/*
 * on_breaker - others have ended as this task did, and a breaker has opened:
 * see state_table.h
 *
 * What was decided about it alone (escalate, try again) is taken back: it waits
 * with the others, and its run was none of its attempts.
 */
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/state_table.h"

/* Its newest runs that ended alike, and have cost an attempt. */
static int64_t count_spent(struct step *step)
{
	struct run_list runs = { 0 };
	struct err err = ERR_INIT;
	int64_t count = 0;

	if (store_list_runs(step->daemon->store, step->task->id, &runs, &err) <
		0)
		log_err(&err);
	for (size_t i = runs.count; i-- > 0; count++)
		if (runs.items[i].verdict != step->task->verdict ||
			runs.items[i].decision == ACTION_PARK)
			break;
	run_list_clear(&runs);
	return count;
}

int step_behind(struct step *step)
{
	struct task *task = step->task;
	bool asked = task->state == STATE_QUEUED;
	enum run_mode mode = task->mode;
	struct run run = RUN_INIT;
	int64_t spent;
	cJSON *data;

	/* A person's word is not taken back. */
	if (task->wanted != WANTED_RUN)
		return 0;
	if (store_get_run(step->daemon->store, task->id, task->runs, &run,
		    step->err) < 0)
		return -1;
	spent = count_spent(step);
	run.decision = task->decision = ACTION_PARK;
	reason_set(&run.reason, step->reason_code, "%s", step->text);
	reason_set(&task->reason, step->reason_code, "%s", step->text);
	if (store_save_run(step->daemon->store, &run, step->err) < 0)
		log_err(step->err);
	act_park(step, step->until_ms, spent);
	/* A restart that somebody has asked for stays one. */
	if (asked)
		task->mode = mode;
	data = cJSON_CreateObject();
	json_add_text(data, "decision", action_name(ACTION_PARK));
	json_add_text(data, "verdict", verdict_name(task->verdict));
	reason_write(data, step->reason_code, step->text);
	json_add_time(data, "at", step->until_ms);
	json_add_bool(data, "recovery_used", task->recovery_used);
	journal(step->daemon, JOURNAL_DECISION, task, run.number, data);
	run_clear(&run);
	return 0;
}
