/*
 * on_publish - the last step of a task is done, or done again: see state_table.h
 *
 * A try is a row of the store before its worker starts, so one that was cut
 * off with reeved is known, and repeated. The run keeps its verdict: it is
 * `completed`, or `publish_failed` once a try has failed; a later success ends
 * the task and leaves what happened to be read.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/tasks/apply.h"
#include "policy/decide/decide.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/conclude.h"
#include "supervisor/act/publish_work.h"
#include "supervisor/act/results.h"
#include "supervisor/tasks/state_table.h"

static int list_tries(const struct step *step, struct publish_list *list)
{
	*list = (struct publish_list){ 0 };
	return store_list_publishes(
		step->daemon->store, step->task->id, list, step->err);
}

int act_publish(struct step *step)
{
	struct task *task = step->task;
	struct publish_list tries;
	struct publish next = { .task = task->id, .run = task->runs };
	cJSON *data;
	int rc;

	if (list_tries(step, &tries) < 0)
		return -1;
	next.number = (int64_t)tries.count + 1;
	next.began_ms = clock_wall_ms();
	publish_list_clear(&tries);
	rc = store_save_publish(step->daemon->store, &next, step->err);
	if (rc < 0)
		return rc;
	task->wanted = WANTED_RUN;
	task->ended_ms = 0;
	step_set_due(step, 0);
	step_set_state(step, STATE_PUBLISHING);
	data = cJSON_CreateObject();
	json_add_number(data, "number", next.number);
	journal(step->daemon, JOURNAL_PUBLISHING, task, task->runs, data);
	publish_start(step->daemon, task->id);
	return 0;
}

bool act_is_unpublished(const struct task *task)
{
	return task->publish &&
	       (task->decision == ACTION_PUBLISH ||
		       (task->verdict == VERDICT_PUBLISH_FAILED &&
			       task->decision != ACTION_RESUME &&
			       task->decision != ACTION_RESTART &&
			       task->decision != ACTION_REASSIGN));
}

/* The end of the newest try; `last` is the caller's. */
static int end_try(struct step *step, struct publish *last)
{
	struct publish_list tries;
	struct publish *newest;
	cJSON *data;
	int rc;

	if (list_tries(step, &tries) < 0)
		return -1;
	if (!tries.count) {
		return err_set(step->err, EXIT_NO,
			"cannot end publishing '%s': it has not begun",
			step->task->name);
	}
	newest = &tries.items[tries.count - 1];
	newest->ended_ms = clock_wall_ms();
	newest->ok = json_bool(step->answer, "ok");
	mem_replace(&newest->answer, json_text(step->answer, "answer"));
	evidence_read(&newest->evidence,
		cJSON_GetObjectItemCaseSensitive(step->answer, "evidence"));
	if (!step->answer)
		evidence_addf(&newest->evidence, EVIDENCE_PUBLISH_NOT_TRIED,
			"it could not be tried: %s",
			step->why ? step->why->message : "its worker is gone");
	rc = store_save_publish(step->daemon->store, newest, step->err);
	data = cJSON_CreateObject();
	json_add_number(data, "number", newest->number);
	json_add_bool(data, "ok", newest->ok);
	evidence_write_member(data, "evidence", &newest->evidence);
	json_add_text(data, "answer", newest->answer);
	journal(step->daemon,
		newest->ok ? JOURNAL_PUBLISHED : JOURNAL_PUBLISH_FAILED,
		step->task, newest->run, data);
	*last = *newest;
	*newest = PUBLISH_INIT;
	publish_list_clear(&tries);
	return rc;
}

/* That it was published is said by the task; a run that could not be at first
 * keeps what was decided then, and why. */
static void complete(
	struct step *step, struct run *run, const struct publish *last)
{
	struct task *task = step->task;
	const char *where = last->answer ? last->answer : "";
	struct decision decision = { .action = ACTION_COMPLETE };

	mem_replace(&task->published, where);
	task->verdict = VERDICT_COMPLETED;
	task->decision = ACTION_COMPLETE;
	reason_set(&task->reason, REASON_PUBLISHED,
		"it is done, and published%s%s", *where ? ": " : "", where);
	if (run->verdict == VERDICT_COMPLETED) {
		run->decision = ACTION_COMPLETE;
		reason_set(&run->reason, REASON_PUBLISHED, "%s",
			task->reason.text);
	}
	act_on(step, &decision);
}

/* The evidence of the newest try comes before that of the work itself. */
static void put_evidence(struct run *run, const struct publish *last)
{
	struct evidence_list all = { 0 };
	size_t from = 0;

	evidence_add_all(&all, &last->evidence, 0);
	evidence_addf(
		&all, EVIDENCE_WORK_COMPLETE, "the work itself is complete");
	for (size_t i = 0; i < run->evidence.count; i++)
		if (run->evidence.items[i].code == EVIDENCE_WORK_COMPLETE)
			from = i + 1;
	evidence_add_all(&all, &run->evidence, from);
	evidence_clear(&run->evidence);
	run->evidence = all;
}

static int64_t count_failures(const struct step *step)
{
	struct publish_list tries;
	int64_t count;

	if (list_tries(step, &tries) < 0) {
		log_err(step->err);
		return 0;
	}
	count = publish_failures(&tries, step->task->budget_ms);
	publish_list_clear(&tries);
	return count;
}

static void fail(struct step *step, struct run *run, const struct publish *last)
{
	struct task *task = step->task;
	struct situation situation = {
		.publishes = count_failures(step),
		.publish_is_final = json_bool(step->answer, "final"),
	};
	struct decision decision;

	run->verdict = VERDICT_PUBLISH_FAILED;
	put_evidence(run, last);
	decision = judge_decide(step, run, &situation);
	run->decision = decision.action;
	reason_set(&run->reason, decision.reason_code, "%s", decision.reason);
	task->verdict = run->verdict;
	task->decision = decision.action;
	reason_set(&task->reason, decision.reason_code, "%s", decision.reason);
	act_on(step, &decision);
	judge_tell_decision(step, run, &decision);
}

/* Somebody wanted something else meanwhile, and it is not published. */
static void obey(struct step *step, struct run *run)
{
	struct situation situation = { 0 };
	enum verdict verdict = run->verdict;
	struct decision decision;

	if (step->task->wanted == WANTED_RESUME) {
		act_publish(step);
		return;
	}
	run->verdict = VERDICT_STOPPED;
	decision = judge_decide(step, run, &situation);
	run->verdict = verdict;
	/* What is to be done once somebody resumes it stays ACTION_PUBLISH. */
	reason_set(&step->task->reason, decision.reason_code, "%s",
		decision.reason);
	act_on(step, &decision);
	judge_tell_decision(step, run, &decision);
}

static bool wants_another_run(const struct task *task)
{
	return task->wanted == WANTED_RESTART ||
	       task->wanted == WANTED_REASSIGN;
}

int step_published(struct step *step)
{
	struct task *task = step->task;
	struct publish last = PUBLISH_INIT;
	struct run run = RUN_INIT;
	int rc = store_get_run(
		step->daemon->store, task->id, task->runs, &run, step->err);

	if (rc == 0)
		rc = end_try(step, &last);
	if (rc < 0)
		goto out;
	step->changed = true;
	if (last.ok && !wants_another_run(task))
		complete(step, &run, &last);
	else if (task->wanted != WANTED_RUN)
		obey(step, &run);
	else
		fail(step, &run, &last);
	rc = store_save_run(step->daemon->store, &run, step->err);
	results_write(step->daemon, task);
out:
	publish_clear(&last);
	run_clear(&run);
	return rc;
}

/* After a start: its worker died with the last leader. */
int step_publish_due(struct step *step)
{
	struct run run = RUN_INIT;
	int rc;

	if (workers_has(step->daemon->workers, step->task->id))
		return 0;
	if (step->task->wanted == WANTED_RUN)
		return act_publish(step);
	rc = store_get_run(step->daemon->store, step->task->id,
		step->task->runs, &run, step->err);
	if (rc == 0)
		obey(step, &run);
	run_clear(&run);
	return rc;
}
