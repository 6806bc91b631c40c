/*
 * spending - what runs have used, against what their task may: see spending.h
 *
 * Counted from the events of CLIs as they come. When a task's earlier runs and
 * this one have used what limits.tokens or limits.cost allows, the run is ended
 * at once.
 */
#include "supervisor/tasks/spending.h"

#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "policy/admit/budget.h"
#include "supervisor/core/live_usage.h"
#include "supervisor/tasks/end_run.h"
#include "supervisor/tasks/handlers.h"

static int64_t without(int64_t whole, int64_t part)
{
	return whole > part ? whole - part : 0;
}

static bool tells_of_conversation(const struct profile *profile)
{
	const char *of = profile ? json_text(profile->usage, "of") : NULL;

	return of && !strcmp(of, "conversation");
}

static struct usage share_of(const struct run_list *runs, const struct run *run,
	const struct profile *profile, struct usage told)
{
	if (!told.known || !run->conversation ||
		!tells_of_conversation(profile))
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

struct usage spending_of_run(struct turn *turn, const struct run *run,
	const struct profile *profile, struct usage told)
{
	struct run_list runs = { 0 };
	struct err err = ERR_INIT;

	if (store_list_runs(turn->store, run->task, &runs, &err) < 0)
		log_err(&err);
	told = share_of(&runs, run, profile, told);
	run_list_clear(&runs);
	return told;
}

/* Of the task since its budgets count, with what its newest run told so far. */
static struct usage used_by(const struct turn *turn, const struct task *task,
	const struct run_list *runs)
{
	const struct live_usage_row *live =
		live_usage_find(turn->live_usage, task->id);
	struct usage sum = { 0 };

	for (size_t i = 0; i < runs->count; i++) {
		const struct run *run = &runs->items[i];
		struct usage used = run->usage;

		if (live && run->number == live->run)
			used = share_of(runs, run,
				config_profile(turn->config, run->profile),
				live->usage);
		else if (!run->judged || run->ended_ms < task->budget_ms)
			continue;
		usage_add(&sum, &used);
	}
	return sum;
}

static int end_spent(
	struct turn *turn, struct task *task, const char *text, struct err *err)
{
	struct evidence_list evidence = { 0 };
	const struct ending ending = { VERDICT_TIMED_OUT, &evidence, 0 };
	int rc;

	evidence_addf(&evidence, EVIDENCE_USAGE_BUDGET, "%s", text);
	evidence_addf(&evidence, EVIDENCE_ENDED_BY_REEVE, "so reeve ended it");
	rc = end_run(turn, task, &ending, STOP_SPENT, err);
	evidence_clear(&evidence);
	return rc;
}

int on_used(struct turn *turn, struct task *task, const struct event *event,
	struct err *err)
{
	struct run_list runs = { 0 };
	char text[BUDGET_TEXT_SIZE];
	struct usage used;
	int rc = store_list_runs(turn->store, task->id, &runs, err);

	(void)event;
	if (rc == 0) {
		used = used_by(turn, task, &runs);
		if (budget_of_task(text, turn->config, &used))
			rc = end_spent(turn, task, text, err);
	}
	run_list_clear(&runs);
	return rc < 0 ? rc : (int)task->state;
}
