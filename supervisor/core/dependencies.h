/*
 * dependencies - the tasks that a task comes after
 *
 * Asked anew each time: nothing is kept of them that could grow old.
 */
#ifndef SUPERVISOR_CORE_DEPENDENCIES_H
#define SUPERVISOR_CORE_DEPENDENCIES_H

#include "store/store.h"

/* Whether all of them are completed. */
bool dependencies_are_done(struct store *store, const struct task *task);

/* "after 'one', which is running": a sentence; the caller frees it. */
char *dependencies_reason(struct store *store, const struct task *task);

#endif
