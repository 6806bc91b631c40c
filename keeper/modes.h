/*
 * modes - what a program has done to its terminal and may leave behind
 *
 * Reads what the agent writes and remembers the modes that differ from a
 * fresh terminal: another screen, a hidden cursor, the mouse, the keypad, …
 * A program that was killed does not undo them; the keeper does.
 */
#ifndef KEEPER_MODES_H
#define KEEPER_MODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODES_PARAMETERS 16
#define MODES_RESET_SIZE 512

struct modes {
	int state; /* of the parser */
	char prefix, middle;
	unsigned count, parameters[MODES_PARAMETERS];
	uint32_t changed; /* one bit a mode, in the order of the table */
	char last; /* the last byte written; 0: none */
};

void modes_feed(struct modes *modes, const char *bytes, size_t len);

/* True when the program asked for pastes to be marked (mode 2004). */
bool modes_has_bracketed_paste(const struct modes *modes);

/*
 * What puts the terminal in order again, and the cursor at the start of a
 * line, into `text`; `modes` is then as new. Returns the length.
 */
size_t modes_reset(struct modes *modes, char text[MODES_RESET_SIZE]);

#endif
