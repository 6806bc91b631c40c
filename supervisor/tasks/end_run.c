/*
 * end_run - a run that must not go on is ended: see end_run.h
 */
#include "supervisor/tasks/end_run.h"

#include "base/json.h"
#include "policy/classify/classify.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/handlers.h"

/* A run that has not ended this long after its grace is asked once more. */
#define ASK_AGAIN_MS 5000

enum stop_reason end_run_reason(enum verdict verdict)
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

int64_t end_run_again_ms(const struct turn *turn)
{
	return turn->now_ms + turn->config->grace_ms + ASK_AGAIN_MS;
}

void end_run_emit(struct turn *turn, struct task *task, enum stop_reason reason)
{
	if (task->state == STATE_RUNNING || task->state == STATE_WAITING)
		task->due_ms = end_run_again_ms(turn);
	turn_emit(turn, &(struct effect){ .kind = EFFECT_STOP_RUN,
				.task = task->id,
				.run = task->runs,
				.stop_reason = task->wanted == WANTED_RUN
						       ? reason
						       : STOP_REQUESTED });
}

static void journal_ending(
	struct turn *turn, const struct task *task, const struct run *run)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "verdict", verdict_name(run->verdict));
	evidence_write_member(data, "evidence", &run->evidence);
	json_add_time(data, "until", run->until_ms);
	journal(turn, JOURNAL_ENDING, task, run->number, data);
}

int end_run(struct turn *turn, struct task *task, const struct ending *ending,
	enum stop_reason reason, struct err *err)
{
	struct run run = RUN_INIT;
	int rc = store_get_run(turn->store, task->id, task->runs, &run, err);

	if (rc < 0)
		return rc;
	if (task->wanted == WANTED_RUN && !run.judged && !run.verdict) {
		run.verdict = ending->verdict;
		run.until_ms = ending->until_ms;
		evidence_clear(&run.evidence);
		evidence_add_all(&run.evidence, ending->evidence, 0);
		rc = store_save_run(turn->store, &run, err);
		if (rc == 0) {
			journal_ending(turn, task, &run);
			end_run_emit(turn, task, reason);
		}
	}
	run_clear(&run);
	return rc;
}

int on_must_end(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	const struct ending ending = { event->verdict, &event->evidence,
		event->until_ms };

	/* An agent that waits for a person is silent until the person comes. */
	if (ending.verdict == VERDICT_HUNG && task->state == STATE_WAITING)
		return (int)task->state;
	if (end_run(turn, task, &ending, end_run_reason(ending.verdict), err) <
		0)
		return -1;
	return (int)task->state;
}

static void journal_sign(struct turn *turn, const struct task *task,
	const struct run *run, const char *text)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "verdict", verdict_name(run->verdict));
	json_add_text(data, "text", text);
	json_add_time(data, "until", run->until_ms);
	journal(turn, JOURNAL_SIGN, task, run->number, data);
}

static int save_sign(struct turn *turn, const struct task *task,
	struct run *run, const struct event *event, struct err *err)
{
	run->verdict = event->verdict;
	run->until_ms = event->until_ms;
	evidence_addf(&run->evidence,
		evidence_of_words(event->verdict, event->text, EVIDENCE_SIGN),
		"%s %s: %.300s",
		event->in_turn
			? "its screen or a hook says"
			: "while the CLI still tried, its own event said",
		verdict_name(event->verdict), event->text);
	evidence_addf(&run->evidence, EVIDENCE_ENDED_BY_REEVE,
		"reeve ended the run and did not wait for its end");
	if (store_save_run(turn->store, run, err) < 0)
		return -1;
	journal_sign(turn, task, run, event->text);
	return 0;
}

int on_fatal_sign(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	struct run run = RUN_INIT;
	int rc = store_get_run(turn->store, task->id, task->runs, &run, err);

	/* Read again, perhaps by the next leader: its keeper is told again. */
	if (rc == 0 && task->wanted == WANTED_RUN && !run.judged) {
		if (!run.verdict)
			rc = save_sign(turn, task, &run, event, err);
		if (rc == 0)
			end_run_emit(turn, task, STOP_SIGN);
	}
	run_clear(&run);
	return rc < 0 ? rc : (int)task->state;
}

/* An interactive agent does not end by itself. */
int on_done(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	(void)event;
	(void)err;
	end_run_emit(turn, task, STOP_DONE);
	return (int)task->state;
}
