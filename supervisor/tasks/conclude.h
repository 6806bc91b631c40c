/*
 * conclude - from the end of a run to its decision
 *
 * Gathers the facts, asks classify, where it must looks closer (a worker: the
 * worktree, the verify command, what a lost run left running), asks decide,
 * writes both down, and hands over to act.
 */
#ifndef SUPERVISOR_TASKS_CONCLUDE_H
#define SUPERVISOR_TASKS_CONCLUDE_H

#include "policy/decide/decide.h"
#include "supervisor/tasks/state_table.h"

int judge_end(struct step *step);
int judge_inspected(struct step *step);
int judge_start_failure(struct step *step, const struct err *why);

/*
 * What to do about a run's verdict. Of `situation` the caller has filled in
 * what only it knows (until, checkpoint, publishing); the rest is filled here.
 */
struct decision judge_decide(
	struct step *step, const struct run *run, struct situation *situation);
/* Writes it into the journal, after it was carried out. */
void judge_tell_decision(struct step *step, const struct run *run,
	const struct decision *decision);

#endif
