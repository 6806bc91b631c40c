/*
 * waiting_person - tasks that wait for a person
 *
 * Escalated, or waiting in the pane; or parked behind a breaker, for which one
 * task stands in `reeve review`.
 */
#ifndef SUPERVISOR_ADMISSION_WAITING_PERSON_H
#define SUPERVISOR_ADMISSION_WAITING_PERSON_H

#include "model/review.h"
#include "supervisor/core/turn.h"

bool task_waits_for_person(struct turn *turn, const struct task *task);

/* What a task in this state waits for, as a review. */
enum review_what review_what_of(enum state state);

/* EVENT_TASK_CHANGED: notes that the task has come to wait for a person. */
void waiting_person_note(struct turn *turn, const struct task *task);

#endif
