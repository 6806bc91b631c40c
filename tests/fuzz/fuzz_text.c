/*
 * fuzz_text - whatever goes in, what comes out can do nothing to a terminal
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_clean(const struct str *text)
{
	const char *clean = str_text(text);

	if (!text_is_utf8(clean, text->len) || strlen(clean) != text->len)
		abort();
	for (size_t i = 0; i < text->len; i++) {
		unsigned char c = (unsigned char)clean[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			abort();
		/* C1 controls, U+202E and its like. */
		if (c == 0xc2 && (unsigned char)clean[i + 1] < 0xa0)
			abort();
		if (!strncmp(clean + i, "\u202e", 3) ||
			!strncmp(clean + i, "\u2066", 3))
			abort();
	}
}

static void check_line(const char *text, size_t columns)
{
	char *line = text_one_line(text, columns);
	size_t shown = 0, len = strlen(line);

	if (strpbrk(line, "\n\t\033"))
		abort();
	for (size_t at = 0; at < len; shown++) {
		size_t n = text_utf8_length(line + at, len - at);

		if (!n)
			abort();
		at += n;
	}
	if (shown > (columns ? columns : 1))
		abort();
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str clean = STR_INIT, again = STR_INIT;
	char *text = mem_copy_bytes(data, size);

	text_clean(&clean, (const char *)data, size);
	check_clean(&clean);
	/* What is clean stays as it is. */
	text_clean(&again, str_text(&clean), clean.len);
	if (strcmp(str_text(&clean), str_text(&again)) != 0)
		abort();
	check_line(text, size ? data[0] : 80);
	free(text);
	str_clear(&clean);
	str_clear(&again);
	return 0;
}
