/*
 * conclude - from the end of a run to its decision
 *
 * Gathers the facts, asks classify, has a worker look closer where it must (the
 * worktree, the verify command, what a lost run left running), asks decide,
 * writes both down, and applies the decision. All return the next state of the
 * task, or -1.
 */
#ifndef SUPERVISOR_TASKS_CONCLUDE_H
#define SUPERVISOR_TASKS_CONCLUDE_H

#include "policy/decide/decide.h"
#include "supervisor/core/turn.h"

/* Its record has an end, or its keeper is gone. */
int conclude_end(struct turn *turn, struct task *task, struct err *err);
/* A worker has looked; `answer` NULL: it has looked at nothing, which is an
 * answer, too. */
int conclude_inspected(struct turn *turn, struct task *task,
	const cJSON *answer, struct err *err);
int conclude_start_failure(struct turn *turn, struct task *task,
	const struct err *why, struct err *err);

/*
 * What to do about a run's verdict. Of `situation` the caller has filled in
 * what only it knows (until, checkpoint, publishing); the rest is filled here.
 */
struct decision conclude_decide(struct turn *turn, const struct task *task,
	const struct run *run, struct situation *situation);

/* The decision into the rows of run and task. */
void conclude_note(
	struct task *task, struct run *run, const struct decision *decision);
/* … and into the journal, after it was applied. */
void conclude_journal(struct turn *turn, const struct task *task,
	const struct run *run, const struct decision *decision);

#endif
