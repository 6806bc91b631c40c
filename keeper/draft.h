/*
 * draft - the line that a person has begun in the pane
 *
 * A line is begun by the first character that is typed or pasted. It ends when
 * it is sent (Enter), given up (Ctrl-C, Ctrl-U), or deleted by characters or
 * words. No timeout ends it. In doubt a line is begun: after keys that move in
 * the line or edit it in another way, with several lines or a very long one,
 * the keeper cannot count what deleting leaves; then only Enter or Ctrl-C ends
 * it.
 */
#ifndef KEEPER_DRAFT_H
#define KEEPER_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "keeper/input.h"

struct draft {
	char line[256]; /* the kind of each character */
	size_t len;
	bool unsure; /* deleting proves nothing: see above */
};

/* `event` is what input_feed() has returned for `byte`. */
void draft_note(struct draft *draft, enum input_event event, char byte);
bool draft_is_begun(const struct draft *draft);
/*
 * Keys that are typed while a dialog is open are for the dialog; afterwards the
 * line is what it was before. A line of a single character is then dropped:
 * that key may have answered the dialog before the keeper was told of it.
 */
void draft_set_aside(struct draft *draft, struct draft *aside);
void draft_take_back(struct draft *draft, const struct draft *aside);

#endif
