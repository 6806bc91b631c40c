/*
 * journal - say what happened
 *
 * Every line goes to the store (for `reeve events`), to reeve.jsonl (for
 * scripts; contract), and to whoever follows. It becomes visible only once it
 * is durable.
 */
#ifndef SUPERVISOR_CORE_JOURNAL_H
#define SUPERVISOR_CORE_JOURNAL_H

#include "model/journal_line.h"
#include "model/task.h"
#include "supervisor/daemon.h"

/* `data` is deleted; NULL: nothing to add. `run` 0: about no run. */
void journal(struct daemon *daemon, enum journal_kind kind,
	const struct task *task, int64_t run, cJSON *data);

/* A log that cannot be written is a warning: the store has it all. */
void journal_open(struct daemon *daemon);
void journal_close(struct daemon *daemon);

#endif
