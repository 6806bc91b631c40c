/*
 * modes - what a program has done to its terminal and may leave behind
 *
 * Parses the output of the agent and remembers which modes differ from a fresh
 * terminal: the alternate screen, a hidden cursor, the mouse, the keypad, … A
 * program that is killed does not reset them, so the keeper does.
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
	uint32_t changed; /* a bit for each mode of the table in modes.c */
	char last; /* the last byte written; 0: none */
};

void modes_feed(struct modes *modes, const char *bytes, size_t len);

/* True when the program has asked for marked pastes (mode 2004). */
bool modes_has_bracketed_paste(const struct modes *modes);

/*
 * Writes the sequences that reset the terminal, and move the cursor to the
 * start of a line, into `text`; `modes` is then that of a fresh terminal.
 * Returns the length.
 */
size_t modes_reset(struct modes *modes, char text[MODES_RESET_SIZE]);

#endif
