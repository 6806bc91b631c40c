/*
 * on_publish - the last step of a task, where there is one: see handlers.h
 *
 * A try is a row of the store before its worker starts, so one that was cut off
 * with reeved is known, and repeated. The run keeps its verdict: it is
 * `completed`, or `publish_failed` once a try has failed; a later success ends
 * the task and leaves what happened to be read.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "supervisor/core/journal.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/conclude.h"
#include "supervisor/tasks/handlers.h"

static void journal_try(struct turn *turn, const struct task *task,
	const struct publish *publish)
{
	cJSON *data = cJSON_CreateObject();

	json_add_number(data, "number", publish->number);
	json_add_bool(data, "ok", publish->ok);
	evidence_write_member(data, "evidence", &publish->evidence);
	json_add_text(data, "answer", publish->answer);
	journal(turn, publish->ok ? JOURNAL_PUBLISHED : JOURNAL_PUBLISH_FAILED,
		task, publish->run, data);
}

static void fill_try(
	struct turn *turn, struct publish *publish, const struct event *event)
{
	publish->ended_ms = turn->now_ms;
	publish->ok = json_bool(event->answer, "ok");
	mem_replace(&publish->answer, json_text(event->answer, "answer"));
	evidence_read(&publish->evidence,
		cJSON_GetObjectItemCaseSensitive(event->answer, "evidence"));
	if (!event->answer)
		evidence_addf(&publish->evidence, EVIDENCE_PUBLISH_NOT_TRIED,
			"it could not be tried: %s",
			*event->why.message ? event->why.message
					    : "its worker is gone");
}

/* The end of the newest try; `last` is the caller's. */
static int end_try(struct turn *turn, const struct task *task,
	const struct event *event, struct publish *last, struct err *err)
{
	struct publish_list tries = { 0 };
	struct publish *newest;
	int rc = store_list_publishes(turn->store, task->id, &tries, err);

	if (rc < 0)
		return rc;
	if (!tries.count)
		return err_set(err, EXIT_NO,
			"cannot end publishing '%s': it has not begun",
			task->name);
	newest = &tries.items[tries.count - 1];
	fill_try(turn, newest, event);
	rc = store_save_publish(turn->store, newest, err);
	journal_try(turn, task, newest);
	*last = *newest;
	*newest = PUBLISH_INIT;
	publish_list_clear(&tries);
	return rc;
}

/* The task says that it was published; a run that could not be published at
 * first keeps what was decided then, and why. */
static int complete(struct turn *turn, struct task *task, struct run *run,
	const struct publish *last, struct err *err)
{
	const char *where = last->answer ? last->answer : "";
	struct decision decision = { .action = ACTION_COMPLETE };

	mem_replace(&task->published, where);
	task->verdict = VERDICT_COMPLETED;
	task->decision = ACTION_COMPLETE;
	reason_set(&task->reason, REASON_PUBLISHED,
		"the task is done and published%s%s", *where ? ": " : "",
		where);
	if (run->verdict == VERDICT_COMPLETED) {
		run->decision = ACTION_COMPLETE;
		reason_set(&run->reason, REASON_PUBLISHED, "%s",
			task->reason.text);
	}
	return apply_decision(turn, task, &decision, err);
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

static int64_t count_failures(struct turn *turn, const struct task *task)
{
	struct publish_list tries = { 0 };
	struct err err = ERR_INIT;
	int64_t count;

	if (store_list_publishes(turn->store, task->id, &tries, &err) < 0) {
		log_err(&err);
		return 0;
	}
	count = publish_failures(&tries, task->budget_ms);
	publish_list_clear(&tries);
	return count;
}

static int fail(struct turn *turn, struct task *task, struct run *run,
	const struct publish *last, bool is_final, struct err *err)
{
	struct situation situation = {
		.publishes = count_failures(turn, task),
		.publish_is_final = is_final,
	};
	struct decision decision;
	int next;

	run->verdict = VERDICT_PUBLISH_FAILED;
	put_evidence(run, last);
	decision = conclude_decide(turn, task, run, &situation);
	conclude_note(task, run, &decision);
	next = apply_decision(turn, task, &decision, err);
	if (next >= 0)
		conclude_journal(turn, task, run, &decision);
	return next;
}

/* Somebody wanted something else meanwhile, and the work is not published. */
static int obey(
	struct turn *turn, struct task *task, struct run *run, struct err *err)
{
	struct situation situation = { 0 };
	enum verdict verdict = run->verdict;
	struct decision decision;
	int next;

	if (task->wanted == WANTED_RESUME)
		return apply_publish(turn, task, err);
	run->verdict = VERDICT_STOPPED;
	decision = conclude_decide(turn, task, run, &situation);
	run->verdict = verdict;
	/* What is to be done once somebody resumes it stays ACTION_PUBLISH. */
	reason_set(&task->reason, decision.reason_code, "%s", decision.reason);
	next = apply_decision(turn, task, &decision, err);
	if (next >= 0)
		conclude_journal(turn, task, run, &decision);
	return next;
}

static bool wants_another_run(const struct task *task)
{
	return task->wanted == WANTED_RESTART ||
	       task->wanted == WANTED_REASSIGN;
}

int on_published(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	struct publish last = PUBLISH_INIT;
	struct run run = RUN_INIT;
	int next = store_get_run(turn->store, task->id, task->runs, &run, err);

	if (next == 0)
		next = end_try(turn, task, event, &last, err);
	if (next < 0)
		goto out;
	if (last.ok && !wants_another_run(task))
		next = complete(turn, task, &run, &last, err);
	else if (task->wanted != WANTED_RUN)
		next = obey(turn, task, &run, err);
	else
		next = fail(turn, task, &run, &last,
			json_bool(event->answer, "final"), err);
	if (next >= 0 && store_save_run(turn->store, &run, err) < 0)
		next = -1;
	turn_emit_task(turn, EFFECT_WRITE_RESULTS, task->id);
out:
	publish_clear(&last);
	run_clear(&run);
	return next;
}

/* The worker of the last try died with the reeved before. */
int on_publish_due(struct turn *turn, struct task *task,
	const struct event *event, struct err *err)
{
	struct run run = RUN_INIT;
	int next;

	(void)event;
	if (task->wanted == WANTED_RUN)
		return apply_publish(turn, task, err);
	next = store_get_run(turn->store, task->id, task->runs, &run, err);
	if (next == 0)
		next = obey(turn, task, &run, err);
	run_clear(&run);
	return next;
}
