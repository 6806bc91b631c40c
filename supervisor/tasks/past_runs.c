/*
 * past_runs - what decide is told of the runs before: see past_runs.h
 */
#include "supervisor/tasks/past_runs.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"

/* A short turn that left the worktree as the run before it had, or nobody can
 * tell. */
static bool run_is_idle(const struct turn *turn, const struct run *run,
	const struct run *before)
{
	if (run->verdict != VERDICT_COMPLETED ||
		run->ended_ms - run->started_ms >=
			turn->config->backoff_reset_after_ms)
		return false;
	return !run->mark ||
	       (before && before->mark && !strcmp(run->mark, before->mark));
}

static struct past_run past_run_of(const struct turn *turn,
	const struct run *run, const struct run *before)
{
	return (struct past_run){ run->verdict, run->started_ms, run->ended_ms,
		run->by_keyboard, run->usage, run_is_idle(turn, run, before),
		run->decision == ACTION_PARK };
}

size_t past_runs_list(struct past_run **past, struct turn *turn,
	const struct task *task, const struct run *run)
{
	struct run_list runs = { 0 };
	const struct run *before = NULL;
	struct err err = ERR_INIT;
	size_t count = 0;

	if (store_list_runs(turn->store, task->id, &runs, &err) < 0)
		log_err(&err);
	*past = mem_alloc((runs.count + 1) * sizeof(**past));
	for (size_t i = 0; i < runs.count; i++) {
		const struct run *old = &runs.items[i];

		if (old->number >= run->number || !old->judged)
			continue;
		if (old->ended_ms >= task->budget_ms)
			(*past)[count++] = past_run_of(turn, old, before);
		before = old;
	}
	(*past)[count++] = past_run_of(turn, run, before);
	run_list_clear(&runs);
	return count;
}
