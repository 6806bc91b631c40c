/*
 * excerpt - text of an agent or a program, made harmless and cut to a maximum
 */
#ifndef CHECKPOINTS_EXCERPT_H
#define CHECKPOINTS_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/argv.h"

#define ITEM_MAX_BYTES   ((size_t)500)
#define LIST_MAX_ITEMS   ((size_t)50)
#define NOTES_MAX_BYTES  ((size_t)4 << 10)
#define OUTPUT_MAX_BYTES ((size_t)8 << 10)

/*
 * `text` through text_clean, cut to `max` bytes at the end of a character; "…"
 * marks the cut and is counted. The caller frees it.
 */
char *excerpt(const char *text, size_t max);

/* The same for the end of `text`; starts at a line if the end has several. */
char *excerpt_tail(const char *text, size_t max);

/* Cuts every item, and the list to its first or last LIST_MAX_ITEMS items. */
void excerpt_list(struct argv *list, bool keep_last);

#endif
