/*
 * excerpt - what an agent or a program said, clean and not too long
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
 * `text` without what could harm a terminal, cut to `max` bytes at a character
 * ("…" within them shows where). The caller frees it.
 */
char *excerpt(const char *text, size_t max);

/* The same of its end, from the start of a line where there is one. */
char *excerpt_tail(const char *text, size_t max);

/* Cuts every item, and the list: its first items stay, or its last. */
void excerpt_list(struct argv *list, bool keep_last);

#endif
