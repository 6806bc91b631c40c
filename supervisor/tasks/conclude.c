/*
 * conclude - from the end of a run to its decision: see conclude.h
 */
#include "supervisor/tasks/conclude.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "model/paths.h"
#include "supervisor/tasks/apply.h"
#include "supervisor/sense/checkpoint_take.h"
#include "policy/decide/decide.h"
#include "supervisor/tasks/facts.h"
#include "supervisor/sense/run_events.h"
#include "supervisor/admission/admission.h"
#include "supervisor/act/inspect_run.h"
#include "supervisor/core/journal.h"
#include "supervisor/act/retention.h"
#include "supervisor/act/results.h"
#include "supervisor/tasks/texts.h"
#include "supervisor/tasks/spending.h"
#include "supervisor/sense/liveness_watch.h"
#include "supervisor/sense/attention/attention_watch.h"

/* Of a file of events no more is read while others wait. */
#define USAGE_FILE_BYTES ((int64_t)64 << 20)

/* The facts of the process itself, into the row that stays. */
static void fill_run(struct run *run, const struct run_facts *gathered,
	const struct classified *classified)
{
	const struct record *record = gathered->facts.record;

	if (record) {
		run->started_ms = record->started_ms;
		run->status_known = record->ended && record->status_known;
		run->wait_status = record->wait_status;
	}
	run->ended_ms =
		record && record->ended ? record->ended_ms : clock_wall_ms();
	run->verdict = classified->verdict;
	run->by_keyboard = classified->by_keyboard;
	evidence_clear(&run->evidence);
	evidence_add_all(&run->evidence, &classified->evidence, 0);
	run->judged = true;
}

/* A short turn that left the worktree as the run before it had, or nobody can
 * tell. */
static bool is_idle(const struct daemon *daemon, const struct run *run,
	const struct run *before)
{
	if (run->verdict != VERDICT_COMPLETED ||
		run->ended_ms - run->started_ms >=
			daemon->config.backoff_reset_after_ms)
		return false;
	return !run->mark ||
	       (before && before->mark && !strcmp(run->mark, before->mark));
}

static struct past_run past_run_of(const struct daemon *daemon,
	const struct run *run, const struct run *before)
{
	return (struct past_run){ run->verdict, run->started_ms, run->ended_ms,
		run->by_keyboard, run->usage, is_idle(daemon, run, before),
		run->decision == ACTION_PARK };
}

/* Runs since the budgets began to count, this one last. */
static size_t past_of(struct past_run **past, struct daemon *daemon,
	const struct task *task, const struct run *run)
{
	struct run_list runs = { 0 };
	const struct run *before = NULL;
	struct err err = ERR_INIT;
	size_t count = 0;

	if (store_list_runs(daemon->store, task->id, &runs, &err) < 0)
		log_err(&err);
	*past = mem_alloc((runs.count + 1) * sizeof(**past));
	for (size_t i = 0; i < runs.count; i++) {
		const struct run *old = &runs.items[i];

		if (old->number >= run->number || !old->judged)
			continue;
		if (old->ended_ms >= task->budget_ms)
			(*past)[count++] = past_run_of(daemon, old, before);
		before = old;
	}
	(*past)[count++] = past_run_of(daemon, run, before);
	run_list_clear(&runs);
	return count;
}

/*
 * What it used: its CLI's last word, and of one that was cut off what it had
 * told until then.
 */
static void count_usage(struct daemon *daemon, struct run *run,
	const struct run_facts *gathered)
{
	const struct profile *profile = gathered->facts.profile;
	struct usage_counter counter = { 0 };
	char id[RUN_ID_SIZE];
	struct path path;

	run->usage = gathered->events.usage;
	if (!run->usage.known && profile->usage && profile->render) {
		path = path_run(daemon->state,
			run_id(id, run->task, run->number), "events.jsonl");
		usage_count_file(
			&counter, profile->usage, path.text, USAGE_FILE_BYTES);
		run->usage = counter.sum;
	}
	run->usage = spending_of_run(daemon, run, profile, run->usage);
}

/* Whether something was said to it that its next run begins with. What was
 * typed too late is for an agent of turns alone: others are done. */
static bool was_told(struct step *step, const struct run *run)
{
	const struct task *task = step->task;
	struct review_list said = { 0 };
	struct err err = ERR_INIT;
	bool told;

	if (store_list_reviews(step->daemon->store, task->id, &said, &err) < 0)
		log_err(&err);
	told = review_has_said(&said, run->number);
	review_list_clear(&said);
	return told || (task->keep_alive && texts_are_queued(step->daemon,
						    task->id, run->number));
}

struct decision judge_decide(
	struct step *step, const struct run *run, struct situation *situation)
{
	struct task *task = step->task;
	struct past_run *past = NULL;
	struct decision decision;

	situation->wanted = task->wanted;
	situation->attempts = task->attempts;
	situation->budget_ms = task->budget_ms;
	situation->waited_ms = task->waited_ms;
	situation->can_reassign =
		act_next_profile(step->daemon, task, run->verdict) != NULL;
	situation->publish = task->publish;
	situation->told = was_told(step, run);
	situation->next_turn =
		situation->told || (task->keep_alive && !task->handoff);
	situation->now_ms = clock_wall_ms();
	situation->chance = random_number();
	situation->past_count = past_of(&past, step->daemon, task, run);
	situation->past = past;
	decision = decide(situation, &step->daemon->config);
	free(past);
	return decision;
}

static void journal_verdict(struct step *step, const struct run *run)
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
	journal(step->daemon, JOURNAL_ENDED, step->task, run->number, data);
}

void judge_tell_decision(struct step *step, const struct run *run,
	const struct decision *decision)
{
	cJSON *data = cJSON_CreateObject();

	json_add_text(data, "decision", action_name(decision->action));
	json_add_text(data, "verdict", verdict_name(run->verdict));
	reason_write(data, decision->reason_code, decision->reason);
	json_add_time(data, "at", decision->at_ms);
	json_add_bool(data, "recovery_used", step->task->recovery_used);
	journal(step->daemon, JOURNAL_DECISION, step->task, run->number, data);
}

/* The verdict stands: decide, write both down, carry it out. */
static int conclude(struct step *step, struct run *run,
	const struct run_facts *gathered, const struct classified *classified)
{
	struct task *task = step->task;
	struct situation situation = {
		.checkpoint = gathered->facts.checkpoint,
	};
	struct decision decision;
	struct admission_end end;
	char id[RUN_ID_SIZE];

	fill_run(run, gathered, classified);
	if (gathered->events.session)
		mem_replace(&task->conversation, gathered->events.session);
	mem_replace(&run->conversation, task->conversation);
	if (run->verdict == VERDICT_RATE_LIMITED)
		run->until_ms = gathered->until_ms;
	else if (run->verdict != VERDICT_TIMED_OUT ||
		 gathered->facts.acted_on != VERDICT_TIMED_OUT)
		run->until_ms = 0;
	situation.until_ms = run->until_ms;
	mem_replace(&run->mark, gathered->mark);
	count_usage(step->daemon, run, gathered);
	if (gathered->events.unreadable)
		log_warn("run %s: an event of its CLI could not be read: %s",
			run_id(id, task->id, run->number),
			gathered->events.unreadable);
	follow_forget(step->daemon, task->id);
	still_forget(step->daemon, task->id);
	waits_forget(step->daemon, task->id);
	if (store_remove_dialog(step->daemon->store, task->id, step->err) < 0)
		return -1;
	texts_typed(step->daemon, task->id, run->number,
		gathered->facts.record ? gathered->facts.record->typed : 0);
	/* What it means for others is asked of all ends, this one among them. */
	if (store_save_run(step->daemon->store, run, step->err) < 0)
		return -1;
	admission_on_end(step, run, &end);
	situation.behind = end.behind ? end.reason : NULL;
	situation.behind_code = end.reason_code;
	situation.behind_until_ms = end.until_ms;
	situation.settle_ms = end.settle_ms;
	decision = judge_decide(step, run, &situation);
	texts_end(step->daemon, task->id, run->number,
		decision_starts_run(decision.action));
	run->decision = decision.action;
	reason_set(&run->reason, decision.reason_code, "%s", decision.reason);
	if (store_save_run(step->daemon->store, run, step->err) < 0)
		return -1;
	task->verdict = run->verdict;
	task->decision = decision.action;
	reason_set(&task->reason, decision.reason_code, "%s", decision.reason);
	step->changed = true;
	journal_verdict(step, run);
	/* Whatever is decided about this one, the account is limited. */
	if (run->verdict == VERDICT_RATE_LIMITED && run->until_ms)
		admission_limit(step->daemon, run->profile, run->until_ms);
	act_on(step, &decision);
	judge_tell_decision(step, run, &decision);
	results_write(step->daemon, task);
	keep_record(step->daemon, run_id(id, task->id, run->number));
	return 0;
}

static int judge(struct step *step, const cJSON *inspection,
	const struct err *start_failure)
{
	struct task *task = step->task;
	struct classified classified = { 0 };
	struct run_facts gathered;
	struct run run = RUN_INIT;
	int rc;

	if ((rc = store_get_run(step->daemon->store, task->id, task->runs, &run,
		     step->err)) < 0)
		return rc;
	facts_gather(&gathered, step->daemon, task, &run);
	if (start_failure && !gathered.facts.record) {
		gathered.facts.lost = false;
		gathered.record = (struct record){ .ended = true,
			.ended_ms = clock_wall_ms(),
			.start_error = mem_copy(start_failure->message) };
		gathered.facts.record = &gathered.record;
	}
	if (inspection)
		facts_add_inspection(&gathered, inspection);
	classify(&classified, &gathered.facts);
	if (classified.wants_look && !inspection) {
		step_set_due(step, 0);
		step_set_state(step, STATE_VERIFYING);
		inspect_start(step->daemon, task->id);
	} else {
		rc = conclude(step, &run, &gathered, &classified);
	}
	classified_clear(&classified);
	facts_clear(&gathered);
	run_clear(&run);
	return rc;
}

int judge_end(struct step *step)
{
	checkpoint_take(step->daemon, step->task);
	return judge(step, NULL, NULL);
}

/* A worker that failed has looked at nothing: that too is an answer. */
int judge_inspected(struct step *step)
{
	cJSON *nothing = cJSON_CreateObject();
	int rc = judge(step, step->answer ? step->answer : nothing, NULL);

	cJSON_Delete(nothing);
	return rc;
}

int judge_start_failure(struct step *step, const struct err *why)
{
	return judge(step, NULL, why);
}
