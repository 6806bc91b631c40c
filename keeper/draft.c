/*
 * draft - the line that a person has begun in the pane: see draft.h
 *
 * Programs differ in what Ctrl-W erases. Letters and digits of ASCII are a word
 * in all of them, so never more is erased here than in the program.
 */
#include "keeper/draft.h"

#include <ctype.h>
#include <string.h>

enum kind {
	BLANK,
	LETTER,
	BACKSLASH,
	OTHER
};

static enum kind kind_of_character(char byte)
{
	if (byte == ' ')
		return BLANK;
	if (byte == '\\')
		return BACKSLASH;
	return isascii((unsigned char)byte) && isalnum((unsigned char)byte)
		       ? LETTER
		       : OTHER;
}

/* Counts a character of UTF-8 by its first byte. */
static void draft_add(struct draft *draft, char byte)
{
	if (((unsigned char)byte & 0xc0) == 0x80)
		return;
	if ((unsigned char)byte < ' ')
		draft->unsure = true;
	if (draft->len == sizeof(draft->line))
		draft->unsure = true;
	else
		draft->line[draft->len++] = (char)kind_of_character(byte);
}

static bool draft_ends_in(const struct draft *draft, enum kind kind)
{
	return draft->len && draft->line[draft->len - 1] == (char)kind;
}

static void draft_erase_word(struct draft *draft)
{
	while (draft_ends_in(draft, BLANK))
		draft->len--;
	if (!draft_ends_in(draft, LETTER) && draft->len)
		draft->len--;
	else
		while (draft_ends_in(draft, LETTER))
			draft->len--;
}

static void draft_clear(struct draft *draft)
{
	memset(draft, 0, sizeof(*draft));
}

/* Up, Down, Ctrl-N, P, R and Y insert an earlier line, or a deleted text. */
static bool recalls_a_line(char byte)
{
	return byte && strchr("AB\016\020\022\031", byte);
}

void draft_note(struct draft *draft, enum input_event event, char byte)
{
	switch (event) {
	case INPUT_NONE:
		return;
	case INPUT_TEXT:
		draft_add(draft, byte);
		return;
	case INPUT_ALT:
		draft_add(draft, byte);
		draft->unsure = true;
		return;
	case INPUT_EDIT:
		draft->unsure = draft->unsure || draft->len || byte != 033;
		if (recalls_a_line(byte))
			draft_add(draft, byte);
		return;
	case INPUT_ENTER:
		/* Ctrl-J, and Enter after a backslash, may begin a new line
		 * of the same text. */
		if (draft->len &&
			(byte == '\n' || draft_ends_in(draft, BACKSLASH)))
			draft_add(draft, '\n');
		else
			draft_clear(draft);
		return;
	case INPUT_INTERRUPT:
	case INPUT_QUIT:
		draft_clear(draft);
		return;
	case INPUT_ERASE_CHARACTER:
		if (!draft->unsure && draft->len)
			draft->len--;
		return;
	case INPUT_ERASE_WORD:
		if (!draft->unsure)
			draft_erase_word(draft);
		return;
	case INPUT_ERASE_LINE:
		if (!draft->unsure)
			draft_clear(draft);
		return;
	}
}

bool draft_is_begun(const struct draft *draft)
{
	return draft->len;
}

void draft_set_aside(struct draft *draft, struct draft *aside)
{
	*aside = *draft;
	draft_clear(draft);
}

void draft_take_back(struct draft *draft, const struct draft *aside)
{
	*draft = *aside;
	if (draft->len == 1 && !draft->unsure)
		draft_clear(draft);
}
