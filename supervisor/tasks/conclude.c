/*
 * conclude - from the end of a run to its decision: see conclude.h
 */
#include "supervisor/tasks/conclude.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/paths.h"
#include "supervisor/admission/admission.h"
#include "supervisor/core/checkpoint_copy.h"
#include "supervisor/core/journal.h"
#include "supervisor/core/live_usage.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/tasks/choose_profile.h"
#include "supervisor/tasks/facts.h"
#include "supervisor/tasks/past_runs.h"
#include "supervisor/tasks/spending.h"
#include "supervisor/tasks/texts.h"

/* Of a longer file of events the rest is not read: others wait. */
#define USAGE_FILE_BYTES ((int64_t)64 << 20)

/* --- the decision ---------------------------------------------------------- */

/* Whether something was said to it that its next run begins with. What was
 * typed too late counts for an agent that is kept alive; others are done. */
static bool was_told(
	struct turn *turn, const struct task *task, const struct run *run)
{
	struct review_list said = { 0 };
	struct err err = ERR_INIT;
	bool told;

	if (store_list_reviews(turn->store, task->id, &said, &err) < 0)
		log_err(&err);
	told = review_has_said(&said, run->number);
	review_list_clear(&said);
	return told || (task->keep_alive &&
			       texts_are_queued(turn, task->id, run->number));
}

struct decision conclude_decide(struct turn *turn, const struct task *task,
	const struct run *run, struct situation *situation)
{
	struct past_run *past = NULL;
	struct decision decision;

	situation->wanted = task->wanted;
	situation->attempts = task->attempts;
	situation->budget_ms = task->budget_ms;
	situation->waited_ms = task->waited_ms;
	situation->can_reassign =
		choose_profile(turn, task, run->verdict) != NULL;
	situation->publish = task->publish;
	situation->told = was_told(turn, task, run);
	situation->next_turn =
		situation->told || (task->keep_alive && !task->handoff);
	situation->now_ms = turn->now_ms;
	situation->chance = turn_random(turn);
	situation->past_count = past_runs_list(&past, turn, task, run);
	situation->past = past;
	decision = decide(situation, turn->config);
	free(past);
	return decision;
}

void conclude_note(
	struct task *task, struct run *run, const struct decision *decision)
{
	run->decision = decision->action;
	reason_set(&run->reason, decision->reason_code, "%s", decision->reason);
	task->verdict = run->verdict;
	task->decision = decision->action;
	reason_set(
		&task->reason, decision->reason_code, "%s", decision->reason);
}

void conclude_journal(struct turn *turn, const struct task *task,
	const struct run *run, const struct decision *decision)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "decision", action_name(decision->action));
	json_add_text(data, "verdict", verdict_name(run->verdict));
	reason_write(data, decision->reason_code, decision->reason);
	json_add_time(data, "at", decision->at_ms);
	json_add_bool(data, "recovery_used", task->recovery_used);
	journal(turn, JOURNAL_DECISION, task, run->number, data);
}

/* --- the run's row ---------------------------------------------------------- */

/* What the process itself left, and the verdict. */
static void fill_end(struct turn *turn, struct run *run,
	const struct run_facts *gathered, const struct classified *classified)
{
	const struct record *record = gathered->facts.record;

	if (record) {
		run->started_ms = record->started_ms;
		run->status_known = record->ended && record->status_known;
		run->wait_status = record->wait_status;
	}
	run->ended_ms =
		record && record->ended ? record->ended_ms : turn->now_ms;
	run->verdict = classified->verdict;
	run->by_keyboard = classified->by_keyboard;
	evidence_clear(&run->evidence);
	evidence_add_all(&run->evidence, &classified->evidence, 0);
	run->judged = true;
}

/* A limit holds until then; of the end of a run by reeve the time stays that
 * was known when it was ended. */
static void fill_until(struct run *run, const struct run_facts *gathered)
{
	if (run->verdict == VERDICT_RATE_LIMITED)
		run->until_ms = gathered->until_ms;
	else if (run->verdict != VERDICT_TIMED_OUT ||
		 gathered->facts.acted_on != VERDICT_TIMED_OUT)
		run->until_ms = 0;
}

/* What it used: the last word of its CLI, and of one that was cut off what it
 * had told until then. */
static void fill_usage(
	struct turn *turn, struct run *run, const struct run_facts *gathered)
{
	const struct profile *profile = gathered->facts.profile;
	struct usage_counter counter = { 0 };
	char id[RUN_ID_SIZE];
	struct path path;

	run->usage = gathered->events.usage;
	if (!run->usage.known && profile->usage && profile->render) {
		path = path_run(turn->host->state,
			run_id(id, run->task, run->number), "events.jsonl");
		usage_count_file(
			&counter, profile->usage, path.text, USAGE_FILE_BYTES);
		run->usage = counter.sum;
	}
	run->usage = spending_of_run(turn, run, profile, run->usage);
}

static void fill_run(struct turn *turn, struct task *task, struct run *run,
	const struct run_facts *gathered, const struct classified *classified)
{
	fill_end(turn, run, gathered, classified);
	if (gathered->events.session)
		mem_replace(&task->conversation, gathered->events.session);
	mem_replace(&run->conversation, task->conversation);
	fill_until(run, gathered);
	mem_replace(&run->mark, gathered->mark);
	fill_usage(turn, run, gathered);
}

/* --- the conclusion --------------------------------------------------------- */

static void journal_end(
	struct turn *turn, const struct task *task, const struct run *run)
{
	cJSON *data = cJSON_CreateObject();
	char text[STATUS_TEXT_SIZE];

	json_add_text(data, "verdict", verdict_name(run->verdict));
	evidence_write_member(data, "evidence", &run->evidence);
	if (run->usage.known)
		cJSON_AddItemToObject(data, "usage", usage_write(&run->usage));
	json_add_text(data, "status",
		run->status_known ? wait_status_text(run->wait_status, text)
				  : NULL);
	journal(turn, JOURNAL_ENDED, task, run->number, data);
}

/* Nothing of the run is followed any more, no dialog of it is open, and what
 * its keeper has typed is known. */
static int end_watching(struct turn *turn, const struct task *task,
	const struct run *run, const struct run_facts *gathered,
	struct err *err)
{
	char id[RUN_ID_SIZE];

	turn_emit_task(turn, EFFECT_FORGET_RUN, task->id);
	live_usage_remove(turn->live_usage, task->id);
	if (gathered->events.unreadable)
		log_warn("run %s: an event of its CLI could not be read: %s",
			run_id(id, task->id, run->number),
			gathered->events.unreadable);
	if (store_remove_dialog(turn->store, task->id, err) < 0)
		return -1;
	texts_typed(turn, task, run->number,
		gathered->facts.record ? gathered->facts.record->typed : 0);
	return 0;
}

/* The row is saved first: what the end means for others is asked of all ends,
 * this one among them. */
static struct decision decide_end(struct turn *turn, const struct task *task,
	const struct run *run, enum checkpoint_status checkpoint)
{
	struct situation situation = { .checkpoint = checkpoint,
		.until_ms = run->until_ms };
	struct admission_end end;

	admission_on_end(turn, task, run, &end);
	situation.behind = end.behind ? end.reason : NULL;
	situation.behind_code = end.reason_code;
	situation.behind_until_ms = end.until_ms;
	situation.settle_ms = end.settle_ms;
	return conclude_decide(turn, task, run, &situation);
}

static int carry_out(struct turn *turn, struct task *task,
	const struct run *run, const struct decision *decision, struct err *err)
{
	int next;

	/* Whatever is decided about this task, the account is limited. */
	if (run->verdict == VERDICT_RATE_LIMITED && run->until_ms)
		admission_limit(turn, run->profile, run->until_ms);
	if ((next = apply_decision(turn, task, decision, err)) < 0)
		return next;
	conclude_journal(turn, task, run, decision);
	turn_emit_task(turn, EFFECT_WRITE_RESULTS, task->id);
	turn_emit(turn, &(struct effect){ .kind = EFFECT_ARCHIVE_RECORD,
				.task = task->id,
				.run = run->number });
	return next;
}

/* The verdict stands: decide, write both down, carry it out. */
static int conclude(struct turn *turn, struct task *task, struct run *run,
	const struct run_facts *gathered, const struct classified *classified,
	struct err *err)
{
	struct decision decision;

	fill_run(turn, task, run, gathered, classified);
	if (end_watching(turn, task, run, gathered, err) < 0 ||
		store_save_run(turn->store, run, err) < 0)
		return -1;
	decision = decide_end(turn, task, run, gathered->facts.checkpoint);
	texts_end(
		turn, task, run->number, decision_starts_run(decision.action));
	conclude_note(task, run, &decision);
	if (store_save_run(turn->store, run, err) < 0)
		return -1;
	journal_end(turn, task, run);
	return carry_out(turn, task, run, &decision, err);
}

/* A run that could not be started has no record: this is its end. */
static void add_start_failure(
	struct turn *turn, struct run_facts *gathered, const struct err *why)
{
	if (gathered->facts.record)
		return;
	gathered->facts.lost = false;
	gathered->record = (struct record){ .ended = true,
		.ended_ms = turn->now_ms,
		.start_error = mem_copy(why->message) };
	gathered->facts.record = &gathered->record;
}

static int judge(struct turn *turn, struct task *task, const cJSON *inspection,
	const struct err *start_failure, struct err *err)
{
	struct classified classified = { 0 };
	struct run_facts gathered = { 0 };
	struct run run = RUN_INIT;
	int next = store_get_run(turn->store, task->id, task->runs, &run, err);

	if (next < 0)
		return next;
	facts_gather(&gathered, turn, task, &run);
	if (start_failure)
		add_start_failure(turn, &gathered, start_failure);
	if (inspection)
		facts_add_inspection(&gathered, inspection);
	classify(&classified, &gathered.facts);
	if (classified.wants_look && !inspection) {
		task->due_ms = 0;
		turn_emit_task(turn, EFFECT_INSPECT, task->id);
		next = STATE_VERIFYING;
	} else {
		next = conclude(turn, task, &run, &gathered, &classified, err);
	}
	classified_clear(&classified);
	facts_clear(&gathered);
	run_clear(&run);
	return next;
}

int conclude_end(struct turn *turn, struct task *task, struct err *err)
{
	checkpoint_copy(turn, task);
	return judge(turn, task, NULL, NULL, err);
}

int conclude_inspected(struct turn *turn, struct task *task,
	const cJSON *answer, struct err *err)
{
	cJSON *nothing = cJSON_CreateObject();
	int next = judge(turn, task, answer ? answer : nothing, NULL, err);

	cJSON_Delete(nothing);
	return next;
}

int conclude_start_failure(struct turn *turn, struct task *task,
	const struct err *why, struct err *err)
{
	return judge(turn, task, NULL, why, err);
}
