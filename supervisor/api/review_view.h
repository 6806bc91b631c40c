/*
 * review_view - what waits for a person, and what is known of that
 */
#ifndef SUPERVISOR_API_REVIEW_VIEW_H
#define SUPERVISOR_API_REVIEW_VIEW_H

#include "model/review.h"
#include "supervisor/daemon.h"

/* Whether a task waits for a person, or stands for those behind a breaker. */
bool review_is_wanted(struct daemon *daemon, const struct task *task);

/* Notes that a task has come to wait for a person, if it has. */
void review_changed(struct daemon *daemon, const struct task *task);

/* Adds `assigned`, `since` and (as an array) `reviews` to a task's `show`. */
void review_add(struct daemon *daemon, const struct task *task, cJSON *show);

#endif
