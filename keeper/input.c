/*
 * input - what a person does at the terminal: see input.h
 */
#include "keeper/input.h"

#include <stdio.h>
#include <string.h>

enum {
	GROUND,
	ESCAPE,
	CONTROL,
	SHIFT,
	STRING,
	STRING_ESCAPE,
	MOUSE
};

#define MOUSE_BYTES   3 /* after ESC [ M */
#define FUNCTION_KEYS 57344 /* the first number of a key without a character */

/* Keys that are sent as sequences when a program has asked for that. */
static const struct {
	const char *sequence;
	enum input_event event;
} keys[] = {
	{ "99;5u", INPUT_INTERRUPT },
	{ "27;5;99~", INPUT_INTERRUPT },
	{ "92;5u", INPUT_QUIT },
	{ "27;5;92~", INPUT_QUIT },
	{ "13u", INPUT_ENTER },
	{ "117;5u", INPUT_ERASE_LINE },
	{ "27;5;117~", INPUT_ERASE_LINE },
	{ "127u", INPUT_ERASE_CHARACTER },
	{ "119;5u", INPUT_ERASE_WORD },
	{ "27;5;119~", INPUT_ERASE_WORD },
};

/* All other sequences: keys that edit, or what a terminal sends by itself. */
static enum input_event input_other_key(const char *sequence, char end)
{
	int key, modifiers = 1;

	switch (end) {
	case 'u':
		if (sscanf(sequence, "%d;%d", &key, &modifiers) < 1)
			return INPUT_NONE;
		return modifiers <= 2 && (key == '\r' || key >= ' ') &&
				       key < FUNCTION_KEYS
			       ? INPUT_ALT
			       : INPUT_EDIT;
	case '~':
		return strncmp(sequence, "27;2;", 5) != 0 ? INPUT_EDIT
							  : INPUT_ALT;
	case 'A':
	case 'B':
	case 'C':
	case 'D':
	case 'F':
	case 'H':
		return INPUT_EDIT;
	}
	return INPUT_NONE;
}

static enum input_event input_sequence_end(struct input *input, char byte)
{
	const char *sequence = input->sequence;

	input->state = GROUND;
	if (byte == 'M' && input->len == 1 && !input->pasting) {
		input->state = MOUSE;
		input->len = 0;
		return INPUT_NONE;
	}
	if (!strcmp(sequence, "200~") || !strcmp(sequence, "201~")) {
		input->pasting = sequence[2] == '0';
		return INPUT_NONE;
	}
	for (size_t i = 0; !input->pasting && i < sizeof(keys) / sizeof(*keys);
		i++)
		if (!strcmp(sequence, keys[i].sequence))
			return keys[i].event;
	return input->pasting ? INPUT_NONE : input_other_key(sequence, byte);
}

static enum input_event input_sequence_byte(struct input *input, char byte)
{
	if (byte < ' ' || byte > '~') {
		input->state = GROUND;
		return input_feed(input, byte);
	}
	if (input->len < sizeof(input->sequence) - 1) {
		input->sequence[input->len++] = byte;
		input->sequence[input->len] = '\0';
	}
	return byte >= '@' ? input_sequence_end(input, byte) : INPUT_NONE;
}

static enum input_event input_plain_byte(struct input *input, char byte)
{
	if (byte == 033) {
		input->state = ESCAPE;
		return INPUT_NONE;
	}
	if (input->pasting)
		return INPUT_TEXT;
	switch (byte) {
	case 003:
		return INPUT_INTERRUPT;
	case 034:
		return INPUT_QUIT;
	case 025:
		return INPUT_ERASE_LINE;
	case '\r':
	case '\n':
		return INPUT_ENTER;
	case '\b':
	case 0177:
		return INPUT_ERASE_CHARACTER;
	case 027:
		return INPUT_ERASE_WORD;
	}
	return (unsigned char)byte >= ' ' ? INPUT_TEXT : INPUT_EDIT;
}

static enum input_event input_escape_byte(struct input *input, char byte)
{
	input->state = GROUND;
	if (byte == '[') {
		input->state = CONTROL;
		input->len = 0;
		input->sequence[0] = '\0';
	} else if (input->pasting) {
		return input_plain_byte(input, byte);
	} else if (byte == 'O') {
		input->state = SHIFT;
	} else if (byte == ']' || byte == 'P' || byte == '_') {
		input->state = STRING;
	} else if (byte == 033 || byte == 003 || byte == 034) {
		return input_plain_byte(input, byte);
	} else {
		return (unsigned char)byte < ' ' || byte == 0177 ? INPUT_EDIT
								 : INPUT_ALT;
	}
	return INPUT_NONE;
}

/* A terminal's answer; a control character ends it if it was none. */
static enum input_event input_string_byte(struct input *input, char byte)
{
	if (byte == 033)
		input->state = STRING_ESCAPE;
	else if ((unsigned char)byte < ' ')
		input->state = GROUND;
	return (unsigned char)byte < ' ' && byte != 033 && byte != 007
		       ? input_plain_byte(input, byte)
		       : INPUT_NONE;
}

enum input_event input_feed(struct input *input, char byte)
{
	switch (input->state) {
	case ESCAPE:
		return input_escape_byte(input, byte);
	case CONTROL:
		return input_sequence_byte(input, byte);
	case STRING:
		return input_string_byte(input, byte);
	case STRING_ESCAPE:
		input->state = GROUND;
		return byte == '\\' ? INPUT_NONE
				    : input_escape_byte(input, byte);
	case SHIFT:
		input->state = GROUND;
		return (unsigned char)byte < ' ' ? input_plain_byte(input, byte)
						 : INPUT_EDIT;
	case MOUSE:
		if (++input->len >= MOUSE_BYTES)
			input->state = GROUND;
		return INPUT_NONE;
	}
	return input_plain_byte(input, byte);
}

bool input_ends_in_escape(struct input *input)
{
	bool escape = input->state == ESCAPE && !input->pasting;

	if (escape)
		input->state = GROUND;
	return escape;
}
