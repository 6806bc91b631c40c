/*
 * judge - from the end of a run to its decision
 *
 * Gathers the facts, asks classify, where it must looks closer (a worker: the
 * worktree, the verify command, what a lost run left running), asks decide,
 * writes both down, and hands over to act.
 */
#ifndef SUPERVISOR_JUDGE_H
#define SUPERVISOR_JUDGE_H

#include "supervisor/steps.h"

int judge_end(struct step *step);
int judge_inspected(struct step *step);
int judge_start_failure(struct step *step, const struct err *why);

#endif
