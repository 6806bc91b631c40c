/*
 * on_sign - a run that goes on in vain is ended: see state_table.h
 *
 * What its CLI said is in the run's row before any signal is sent, so that the
 * end it brings about is never taken for something else.
 */
#include "base/json.h"
#include "policy/classify/classify.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/state_table.h"

static void note_sign(struct step *step, const struct run *run)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "verdict", verdict_name(run->verdict));
	json_add_text(data, "text", step->sign->text);
	json_add_time(data, "until", run->until_ms);
	journal(step->daemon, JOURNAL_SIGN, step->task, run->number, data);
}

static int keep_sign(struct step *step, struct run *run)
{
	const struct sign_heard *sign = step->sign;

	run->verdict = sign->verdict;
	run->until_ms = sign->until_ms;
	evidence_addf(&run->evidence,
		evidence_of_words(sign->verdict, sign->text, EVIDENCE_SIGN),
		"%s %s: %.300s",
		sign->in_turn ? "its screen or a hook says"
			      : "while it still tried, its own event said",
		verdict_name(sign->verdict), sign->text);
	evidence_addf(&run->evidence, EVIDENCE_ENDED_BY_REEVE,
		"so reeve ended it and did not wait");
	if (store_save_run(step->daemon->store, run, step->err) < 0)
		return -1;
	note_sign(step, run);
	return 0;
}

int step_sign(struct step *step)
{
	struct task *task = step->task;
	struct run run = RUN_INIT;
	int rc = store_get_run(
		step->daemon->store, task->id, task->runs, &run, step->err);

	if (rc < 0)
		return rc;
	/* Heard again, perhaps by the next leader: it is told again. */
	if (task->wanted == WANTED_RUN && !run.judged) {
		if (!run.verdict)
			rc = keep_sign(step, &run);
		if (rc == 0)
			act_end_run(step, STOP_SIGN);
	}
	run_clear(&run);
	return rc;
}
