/*
 * end_run - a run that must not go on is ended
 *
 * Why is in the run's row before any signal is sent, so that the end it brings
 * about is never taken for something else, and that a leader who dies in between
 * leaves the next one something to go on from.
 */
#ifndef SUPERVISOR_TASKS_END_RUN_H
#define SUPERVISOR_TASKS_END_RUN_H

#include "model/run.h"
#include "supervisor/core/turn.h"

/* Why a run that goes must end: its verdict, before there is an end. */
struct ending {
	enum verdict verdict;
	const struct evidence_list *evidence;
	int64_t until_ms; /* nothing may begin before then; 0: it may */
};

/* A run that has a verdict is ending already, and stays as it is. */
int end_run(struct turn *turn, struct task *task, const struct ending *ending,
	enum stop_reason reason, struct err *err);

/* Has the keeper end the run; a person's wish comes before `reason`. */
void end_run_emit(
	struct turn *turn, struct task *task, enum stop_reason reason);

/* When to look whether a run that was told to end has ended. */
int64_t end_run_again_ms(const struct turn *turn);

/* Of a run whose verdict is already there, for who asks its keeper once more. */
enum stop_reason end_run_reason(enum verdict verdict);

#endif
