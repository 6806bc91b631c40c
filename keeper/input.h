/*
 * input - what a person does at the terminal
 *
 * Each byte from the pane is classified: a key, a part of a paste, or a part of
 * what a terminal sends by itself (positions, colours, mouse, focus). The bytes
 * are not changed.
 */
#ifndef KEEPER_INPUT_H
#define KEEPER_INPUT_H

#include <stdbool.h>

enum input_event {
	INPUT_NONE, /* inside a sequence, or sent by the terminal itself */
	INPUT_TEXT, /* a character was typed or pasted */
	INPUT_ENTER,
	INPUT_INTERRUPT, /* Ctrl-C as a key */
	INPUT_QUIT, /* Ctrl-\ as a key */
	INPUT_ERASE_LINE, /* Ctrl-U */
	INPUT_ERASE_CHARACTER, /* BackSpace */
	INPUT_ERASE_WORD, /* Ctrl-W */
	INPUT_ALT, /* Escape and a character: Alt with a key, or two keys */
	INPUT_EDIT, /* a key that moves in the line, or edits it otherwise */
};

struct input {
	int state; /* of the parser */
	bool pasting; /* between the marks of a paste */
	unsigned len;
	char sequence[16]; /* of a CSI sequence, what follows ESC [ */
};

enum input_event input_feed(struct input *input, char byte);
/*
 * The last byte came alone: true when it was the key Escape. The bytes of a
 * sequence come together.
 */
bool input_ends_in_escape(struct input *input);

#endif
