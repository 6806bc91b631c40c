/*
 * end_run - a run that must not go on is ended: see state_table.h
 *
 * Why is in the run's row before any signal is sent, so that the end it brings
 * about is never taken for something else, and that a leader who dies in between
 * leaves the next one something to go on from.
 */
#include "base/json.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/state_table.h"

enum stop_reason step_stop_reason(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_HUNG:
		return STOP_HANG;
	case VERDICT_TIMED_OUT:
		return STOP_SPENT;
	default:
		return STOP_SIGN;
	}
}

static int keep_ending(
	struct step *step, const struct ending *ending, struct run *run)
{
	cJSON *data;

	run->verdict = ending->verdict;
	run->until_ms = ending->until_ms;
	evidence_clear(&run->evidence);
	evidence_add_all(&run->evidence, &ending->evidence, 0);
	if (store_save_run(step->daemon->store, run, step->err) < 0)
		return -1;
	data = cJSON_CreateObject();
	json_add_text(data, "verdict", verdict_name(run->verdict));
	evidence_write_member(data, "evidence", &run->evidence);
	json_add_time(data, "until", run->until_ms);
	journal(step->daemon, JOURNAL_ENDING, step->task, run->number, data);
	return 0;
}

int step_end_run(
	struct step *step, const struct ending *ending, enum stop_reason reason)
{
	struct task *task = step->task;
	struct run run = RUN_INIT;
	int rc = store_get_run(
		step->daemon->store, task->id, task->runs, &run, step->err);

	if (rc < 0)
		return rc;
	/* One that has a verdict is ending already: its due time asks again. */
	if (task->wanted == WANTED_RUN && !run.judged && !run.verdict) {
		rc = keep_ending(step, ending, &run);
		if (rc == 0)
			act_end_run(step, reason);
	}
	run_clear(&run);
	return rc;
}

int step_in_vain(struct step *step)
{
	const struct ending *ending = step->ending;

	/* Who waits for a person is still for as long as the person is. */
	if (ending->verdict == VERDICT_HUNG &&
		step->task->state == STATE_WAITING)
		return 0;
	return step_end_run(step, ending, step_stop_reason(ending->verdict));
}
