/*
 * text - make text from outside valid and harmless: see text.h
 */
#include "base/text.h"

#include <string.h>

#include "base/mem.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

size_t text_utf8_length(const char *bytes, size_t len)
{
	const unsigned char *b = (const unsigned char *)bytes;
	unsigned low = 0x80, high = 0xbf;
	size_t need;

	if (!len)
		return 0;
	if (b[0] < 0x80)
		return 1;
	if (b[0] < 0xc2 || b[0] > 0xf4)
		return 0;
	need = b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
	if (need > len)
		return 0;
	/* Refuse overlong forms, surrogates and code points over U+10FFFF. */
	if (b[0] == 0xe0)
		low = 0xa0;
	else if (b[0] == 0xed)
		high = 0x9f;
	else if (b[0] == 0xf0)
		low = 0x90;
	else if (b[0] == 0xf4)
		high = 0x8f;
	if (b[1] < low || b[1] > high)
		return 0;
	for (size_t i = 2; i < need; i++)
		if (b[i] < 0x80 || b[i] > 0xbf)
			return 0;
	return need;
}

bool text_is_utf8(const char *bytes, size_t len)
{
	for (size_t at = 0, n; at < len; at += n)
		if (!(n = text_utf8_length(bytes + at, len - at)))
			return false;
	return true;
}

/* The length of a CSI sequence after its "[", to the final byte. */
static size_t escape_csi_length(const char *bytes, size_t len)
{
	size_t at = 0;

	while (at < len && bytes[at] >= 0x20 && bytes[at] <= 0x3f)
		at++;
	return at < len ? at + 1 : at;
}

/* OSC, DCS, APC, PM, SOS: up to BEL, ESC \ or the end of the line. */
static size_t escape_string_length(const char *bytes, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		if (bytes[at] == '\a')
			return at + 1;
		if (bytes[at] == '\n')
			return at;
		if (bytes[at] == 0x1b)
			return at + 1 < len && bytes[at + 1] == '\\' ? at + 2
								     : at;
	}
	return len;
}

/* The length of the escape sequence at `bytes`, which begins with ESC. */
static size_t escape_length(const char *bytes, size_t len)
{
	size_t at = 1;

	if (len < 2)
		return len;
	if (bytes[1] == '[')
		return 2 + escape_csi_length(bytes + 2, len - 2);
	if (strchr("]P_^X", bytes[1]))
		return 2 + escape_string_length(bytes + 2, len - 2);
	while (at < len && bytes[at] >= 0x20 && bytes[at] <= 0x2f)
		at++;
	return at < len && bytes[at] >= 0x30 && bytes[at] <= 0x7e ? at + 1 : at;
}

/* C1 controls, bidirectional marks and the byte order mark. */
static bool text_is_hostile(const char *bytes, size_t n)
{
	const unsigned char *b = (const unsigned char *)bytes;

	if (n == 2)
		return b[0] == 0xc2 && b[1] < 0xa0;
	if (n != 3)
		return false;
	if (b[0] == 0xe2 && b[1] == 0x80)
		return (b[2] >= 0x8e && b[2] <= 0x8f) ||
		       (b[2] >= 0xaa && b[2] <= 0xae);
	if (b[0] == 0xe2 && b[1] == 0x81)
		return b[2] >= 0xa6 && b[2] <= 0xa9;
	return b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf;
}

void text_repair(struct str *out, const char *bytes, size_t len)
{
	for (size_t at = 0, n; at < len; at += n ? n : 1) {
		n = text_utf8_length(bytes + at, len - at);
		if (n)
			str_add_bytes(out, bytes + at, n);
		else
			str_add(out, REPLACEMENT);
	}
}

void text_clean(struct str *out, const char *bytes, size_t len)
{
	for (size_t at = 0, n; at < len; at += n) {
		unsigned char c = (unsigned char)bytes[at];

		n = 1;
		if (c == 0x1b)
			n = escape_length(bytes + at, len - at);
		else if (c == '\n' || c == '\t')
			str_add_char(out, (char)c);
		else if (c < 0x20 || c == 0x7f)
			continue;
		else if (!(n = text_utf8_length(bytes + at, len - at))) {
			str_add(out, REPLACEMENT);
			n = 1;
		} else if (!text_is_hostile(bytes + at, n))
			str_add_bytes(out, bytes + at, n);
	}
}

char *text_one_line(const char *text, size_t columns)
{
	struct str clean = STR_INIT, line = STR_INIT;
	size_t shown = 0;

	text_clean(&clean, text, strlen(text));
	for (size_t at = 0, n; at < clean.len; at += n, shown++) {
		const char *c = clean.text + at;

		n = text_utf8_length(c, clean.len - at);
		if (shown + 1 >= columns && at + n < clean.len) {
			str_add(&line, "…");
			break;
		}
		if (*c == '\n' || *c == '\t')
			str_add_char(&line, ' ');
		else
			str_add_bytes(&line, c, n);
	}
	str_clear(&clean);
	return str_take(&line);
}
