/*
 * draft - the line that a person has begun in the pane
 *
 * There is one from the first character typed or pasted until the line was sent
 * (Enter), given up (Ctrl-C, Ctrl-U), or deleted again character by character or
 * word by word. Time ends none. In doubt there is one: after keys that move in
 * the line or change it in ways of their own, in one of several lines or a very
 * long one, deleting proves nothing, and Enter or Ctrl-C alone end it.
 */
#ifndef KEEPER_DRAFT_H
#define KEEPER_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "keeper/input.h"

struct draft {
	char line[256]; /* of each character its kind */
	size_t len;
	bool unsure; /* what was deleted is not known */
};

/* `byte` is what input_feed made `event` of. */
void draft_note(struct draft *draft, enum input_event event, char byte);
bool draft_is_begun(const struct draft *draft);
/*
 * What is typed while a dialog is open is no line: that is as it was once the
 * dialog is gone. A single key was the answer, typed before it was seen.
 */
void draft_set_aside(struct draft *draft, struct draft *aside);
void draft_take_back(struct draft *draft, const struct draft *aside);

#endif
