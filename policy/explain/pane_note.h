/*
 * pane_note - what happens next, in the pane of an agent
 *
 * One line for who attaches to the session: the state, what happens next and
 * when, and the keys that change it.
 */
#ifndef POLICY_EXPLAIN_PANE_NOTE_H
#define POLICY_EXPLAIN_PANE_NOTE_H

#include "model/task.h"

/* `linger_ms`: how long a session at rest stays. The caller frees the text. */
char *pane_note(const struct task *task, int64_t linger_ms, int64_t now_ms);

#endif
