/*
 * excerpt - text made harmless and cut: see excerpt.h
 */
#include "checkpoints/excerpt.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"

#define CUT "…"

/* True for a byte of UTF-8 that does not start a character. */
static bool is_continuation_byte(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

char *excerpt(const char *text, size_t max)
{
	struct str clean = STR_INIT;
	size_t end;

	text_clean(&clean, text, strlen(text));
	if (clean.len > max) {
		end = max - strlen(CUT);
		while (end && is_continuation_byte(clean.text[end]))
			end--;
		clean.text[end] = '\0';
		clean.len = end;
		str_add(&clean, CUT);
	}
	return str_take(&clean);
}

char *excerpt_tail(const char *text, size_t max)
{
	struct str clean = STR_INIT;
	const char *start, *line;
	char *tail;

	text_clean(&clean, text, strlen(text));
	if (clean.len <= max)
		return str_take(&clean);
	start = clean.text + clean.len - (max - strlen(CUT "\n"));
	while (is_continuation_byte(*start))
		start++;
	line = strchr(start, '\n');
	if (line && line[1])
		start = line + 1;
	tail = mem_format(CUT "\n%s", start);
	str_clear(&clean);
	return tail;
}

void excerpt_list(struct argv *list, bool keep_last)
{
	struct argv kept = ARGV_INIT;
	size_t from = 0, to = list->count;

	if (list->count > LIST_MAX_ITEMS && keep_last)
		from = list->count - LIST_MAX_ITEMS;
	else if (list->count > LIST_MAX_ITEMS)
		to = LIST_MAX_ITEMS;
	for (size_t i = from; i < to; i++) {
		char *item = excerpt(list->items[i], ITEM_MAX_BYTES);

		argv_add(&kept, item);
		free(item);
	}
	argv_clear(list);
	*list = kept;
}
