/*
 * input - what a person does at the terminal
 *
 * Tells keys from the answers a terminal gives by itself (positions, colours,
 * mouse, focus) and from what was pasted. Changes nothing: bytes are passed on
 * as they came.
 */
#ifndef KEEPER_INPUT_H
#define KEEPER_INPUT_H

#include <stdbool.h>

enum input_event {
	INPUT_NOTHING, /* inside a sequence, or of no interest */
	INPUT_TEXT, /* a character was typed or pasted */
	INPUT_ENTER,
	INPUT_INTERRUPT, /* Ctrl-C as a key */
	INPUT_QUIT, /* Ctrl-\ as a key */
	INPUT_ERASE, /* Ctrl-U: the line is gone */
	INPUT_BACK, /* BackSpace: a character is gone */
	INPUT_WORD, /* Ctrl-W: a word is gone */
	INPUT_ALT, /* a character after Escape: of a key with Alt, or typed */
	INPUT_EDIT, /* a key that moves in the line, or changes it otherwise */
};

struct input {
	int state;
	bool pasting;
	unsigned len;
	char sequence[16]; /* what stands between ESC [ and its end */
};

enum input_event input_feed(struct input *input, char byte);
/* Nothing came with the last byte: whether that was the key Escape. */
bool input_ends_in_escape(struct input *input);

#endif
