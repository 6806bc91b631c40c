/*
 * journal - say what happened
 *
 * Every line goes to the store (for `reeve events`), and once it is durable to
 * reeve.jsonl (for scripts; contract) and to who follows (EFFECT_WRITE_JOURNAL).
 * The journal is for people: nothing is decided from it.
 */
#ifndef SUPERVISOR_CORE_JOURNAL_H
#define SUPERVISOR_CORE_JOURNAL_H

#include "model/journal_line.h"
#include "supervisor/core/turn.h"

/* `data` is deleted; NULL: nothing to add. `run` 0: about no run. */
void journal(struct turn *turn, enum journal_kind kind, const struct task *task,
	int64_t run, cJSON *data);

#endif
