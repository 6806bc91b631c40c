/*
 * timeline_text - one event of a task in words, for its story
 */
#ifndef POLICY_EXPLAIN_TIMELINE_TEXT_H
#define POLICY_EXPLAIN_TIMELINE_TEXT_H

#include "model/journal_line.h"

/* NULL: the story does without it. The caller frees it. */
char *timeline_text(const struct journal_line *event);

#endif
