/*
 * spending - what runs have used, against what their task may: see spending.h
 */
#include "supervisor/tasks/spending.h"

#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "policy/admit/budget.h"
#include "supervisor/tasks/state_table.h"

static int64_t without(int64_t whole, int64_t part)
{
	return whole > part ? whole - part : 0;
}

static struct usage share_of(const struct run_list *runs, const struct run *run,
	const struct profile *profile, struct usage told)
{
	const char *of = profile ? json_text(profile->usage, "of") : NULL;

	if (!told.known || !of || strcmp(of, "conversation") != 0 ||
		!run->conversation)
		return told;
	for (size_t i = 0; i < runs->count; i++) {
		const struct run *old = &runs->items[i];

		if (old->number >= run->number || !old->conversation ||
			strcmp(old->conversation, run->conversation) != 0)
			continue;
		told.input = without(told.input, old->usage.input);
		told.output = without(told.output, old->usage.output);
		told.cost = without(told.cost, old->usage.cost);
	}
	return told;
}

struct usage spending_of_run(struct daemon *daemon, const struct run *run,
	const struct profile *profile, struct usage told)
{
	struct run_list runs = { 0 };
	struct err err = ERR_INIT;

	if (store_list_runs(daemon->store, run->task, &runs, &err) < 0)
		log_err(&err);
	told = share_of(&runs, run, profile, told);
	run_list_clear(&runs);
	return told;
}

/* Of the task since its budgets count, with what its newest run told so far. */
static struct usage used_by(const struct task *task,
	const struct run_list *runs, const struct followed *followed)
{
	struct usage sum = { 0 };

	for (size_t i = 0; i < runs->count; i++) {
		const struct run *run = &runs->items[i];
		struct usage used = run->usage;

		if (run->number == followed->run)
			used = share_of(runs, run, followed->profile,
				followed->used.sum);
		else if (!run->judged || run->ended_ms < task->budget_ms)
			continue;
		usage_add(&sum, &used);
	}
	return sum;
}

static int end_spent(
	struct daemon *daemon, int64_t task, const char *text, struct err *err)
{
	struct ending ending = { .verdict = VERDICT_TIMED_OUT };
	struct step details = { .ending = &ending };
	int rc;

	evidence_addf(&ending.evidence, EVIDENCE_USAGE_BUDGET, "%s", text);
	evidence_addf(
		&ending.evidence, EVIDENCE_ENDED_BY_REEVE, "so reeve ended it");
	rc = step(daemon, task, STEP_IN_VAIN, &details, err);
	evidence_clear(&ending.evidence);
	return rc;
}

static void check(struct daemon *daemon, const struct followed *run)
{
	struct task task = TASK_INIT;
	struct run_list runs = { 0 };
	struct err err = ERR_INIT;
	char text[BUDGET_TEXT_SIZE];
	struct usage used;

	if (store_get_task(daemon->store, run->task, &task, &err) < 0 ||
		store_list_runs(daemon->store, run->task, &runs, &err) < 0) {
		log_err(&err);
		goto out;
	}
	used = used_by(&task, &runs, run);
	if (task.runs == run->run &&
		budget_of_task(text, &daemon->config, &used) &&
		end_spent(daemon, task.id, text, &err) < 0)
		log_err(&err);
out:
	run_list_clear(&runs);
	task_clear(&task);
}

void spending_hear(
	struct daemon *daemon, struct followed *run, const cJSON *event)
{
	const struct config *config = &daemon->config;

	if (!run->profile->usage ||
		!usage_count_event(&run->used, run->profile->usage, event))
		return;
	if (config->tokens || config->cost)
		check(daemon, run);
	if (config->daily.tokens || config->daily.cost)
		daemon->places_changed = true;
}
