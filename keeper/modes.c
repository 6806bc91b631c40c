/*
 * modes - what a program has done to its terminal: see modes.h
 *
 * The parser knows the form of ECMA-48 sequences only as far as is needed to
 * find where a sequence ends, so that the text in one (a title, an image) is
 * not taken for another sequence.
 */
#include "keeper/modes.h"

#include <stdio.h>
#include <string.h>

#define ESC "\033"

enum {
	GROUND,
	ESCAPE,
	CHARSET,
	CONTROL,
	STRING,
	STRING_ESCAPE
};

/* In the order in which they are reset: the alternate screen comes first. */
static const struct mode {
	char prefix; /* of the sequence that sets it, '?' or 0; '-': no such */
	unsigned number;
	bool on_when_fresh;
	const char *undo;
} table[] = {
	{ '?', 2026, false, ESC "[?2026l" }, /* synchronized output */
	{ '?', 1049, false, ESC "[?1049l" }, /* alternate screen, 3 ways */
	{ '?', 1047, false, ESC "[?1047l" }, { '?', 47, false, ESC "[?47l" },
	{ '?', 6, false, ESC "[?6l" }, /* origin */
	{ '?', 7, true, ESC "[?7h" }, /* wrap */
	{ '?', 25, true, ESC "[?25h" }, /* cursor */
	{ '?', 1, false, ESC "[?1l" }, /* cursor keys */
	{ '?', 5, false, ESC "[?5l" }, /* reverse screen */
	{ '?', 9, false, ESC "[?9l" }, /* mouse */
	{ '?', 1000, false, ESC "[?1000l" },
	{ '?', 1001, false, ESC "[?1001l" },
	{ '?', 1002, false, ESC "[?1002l" },
	{ '?', 1003, false, ESC "[?1003l" },
	{ '?', 1004, false, ESC "[?1004l" }, /* focus */
	{ '?', 1005, false, ESC "[?1005l" },
	{ '?', 1006, false, ESC "[?1006l" },
	{ '?', 1015, false, ESC "[?1015l" },
	{ '?', 2004, false, ESC "[?2004l" }, /* bracketed paste */
	{ 0, 4, false, ESC "[4l" }, /* insert */
	{ '-', '=', false, ESC ">" }, /* keypad */
	{ '-', 'r', false, ESC "7" ESC "[r" ESC "8" }, /* scroll region */
	{ '-', 'k', false, ESC "[>4m" }, /* keys with modifiers */
};

#define MODES (sizeof(table) / sizeof(table[0]))

static void modes_set(
	struct modes *modes, char prefix, unsigned number, bool on)
{
	for (size_t i = 0; i < MODES; i++) {
		if (table[i].prefix != prefix || table[i].number != number)
			continue;
		if (on != table[i].on_when_fresh)
			modes->changed |= 1u << i;
		else
			modes->changed &= ~(1u << i);
	}
}

static void modes_control_begin(struct modes *modes)
{
	modes->state = CONTROL;
	modes->prefix = modes->middle = 0;
	modes->count = 1;
	modes->parameters[0] = 0;
}

static void modes_control_end(struct modes *modes, char final)
{
	unsigned *parameters = modes->parameters;

	modes->state = GROUND;
	if (modes->middle == '!' && final == 'p')
		modes->changed = 0;
	if (modes->middle)
		return;
	if (final == 'h' || final == 'l')
		for (unsigned i = 0; i < modes->count; i++)
			modes_set(modes, modes->prefix, parameters[i],
				final == 'h');
	else if (final == 'r' && !modes->prefix)
		modes_set(
			modes, '-', 'r', modes->count > 1 || parameters[0] > 1);
	else if (final == 'm' && modes->prefix == '>' && parameters[0] == 4)
		modes_set(modes, '-', 'k', modes->count > 1 && parameters[1]);
}

static void modes_control_byte(struct modes *modes, char byte)
{
	unsigned *parameter = &modes->parameters[modes->count - 1];

	if (byte >= '0' && byte <= '9') {
		if (*parameter < 100000)
			*parameter = *parameter * 10 + (unsigned)(byte - '0');
	} else if (byte == ';' || byte == ':') {
		if (modes->count < MODES_PARAMETERS)
			modes->parameters[modes->count++] = 0;
	} else if (byte >= '<' && byte <= '?') {
		modes->prefix = byte;
	} else if (byte >= ' ' && byte <= '/') {
		modes->middle = byte;
	} else if (byte >= '@' && byte <= '~') {
		modes_control_end(modes, byte);
	} else if (byte == 033) {
		modes->state = ESCAPE;
	}
}

static void modes_escape_byte(struct modes *modes, char byte)
{
	modes->state = GROUND;
	if (byte == '[')
		modes_control_begin(modes);
	else if (byte && strchr("]PX^_k", byte))
		modes->state = STRING;
	else if (byte && strchr("()*+-./#% ", byte))
		modes->state = CHARSET;
	else if (byte == '=' || byte == '>')
		modes_set(modes, '-', '=', byte == '=');
	else if (byte == 'c')
		modes->changed = 0;
	else if (byte == 033)
		modes->state = ESCAPE;
}

static void modes_string_byte(struct modes *modes, char byte)
{
	if (byte == 007 || byte == 030 || byte == 032)
		modes->state = GROUND;
	else if (byte == 033)
		modes->state = STRING_ESCAPE;
}

static void modes_feed_byte(struct modes *modes, char byte)
{
	switch (modes->state) {
	case GROUND:
		if (byte == 033)
			modes->state = ESCAPE;
		break;
	case ESCAPE:
		modes_escape_byte(modes, byte);
		break;
	case CHARSET:
		modes->state = GROUND;
		break;
	case CONTROL:
		modes_control_byte(modes, byte);
		break;
	case STRING:
		modes_string_byte(modes, byte);
		break;
	case STRING_ESCAPE:
		/* A string ends with ESC \, or with any other sequence. */
		modes->state = GROUND;
		if (byte != '\\')
			modes_escape_byte(modes, byte);
		break;
	}
}

void modes_feed(struct modes *modes, const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;

	if (len)
		modes->last = bytes[len - 1];
	while (at < end) {
		if (modes->state == GROUND) {
			at = memchr(at, 033, (size_t)(end - at));
			if (!at)
				return;
		}
		modes_feed_byte(modes, *at++);
	}
}

bool modes_has_bracketed_paste(const struct modes *modes)
{
	for (size_t i = 0; i < MODES; i++)
		if (table[i].number == 2004)
			return modes->changed & 1u << i;
	return false;
}

size_t modes_reset(struct modes *modes, char text[MODES_RESET_SIZE])
{
	size_t len = 0;

	/* CAN ends an unfinished sequence; then ASCII, and no attributes. */
	if (modes->state != GROUND)
		text[len++] = 030;
	for (size_t i = 0; i < MODES; i++)
		if (modes->changed & 1u << i)
			len += (size_t)sprintf(text + len, "%s", table[i].undo);
	len += (size_t)sprintf(text + len, "\017" ESC "(B" ESC "[m");
	if (modes->last && (modes->last != '\n' || modes->changed))
		len += (size_t)sprintf(text + len, "\r\n");
	memset(modes, 0, sizeof(*modes));
	return len;
}
