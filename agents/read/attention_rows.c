/*
 * attention_rows - by what an agent CLI shows that it waits for a person: see
 * attention_rows.h
 */
#include "agents/read/attention_rows.h"

#include <stdlib.h>
#include <string.h>

#include "agents/read/event_pattern.h"
#include "base/mem.h"
#include "base/text.h"

/* A dialog stands at the end of a screen; above it is the conversation. */
#define DIALOG_LINES 26
#define WHAT_LENGTH  ((size_t)300)

/* What the row says, and the words found with it; NULL: neither. */
static char *row_text(const struct attention_rule *row, const char *words)
{
	const char *what = row->what ? row->what : "";
	char *text, *line;

	if (!words)
		words = "";
	if (!*what && !*words)
		return NULL;
	text = mem_format("%s%s%s", what, *what && *words ? ": " : "", words);
	line = text_one_line(text, WHAT_LENGTH);
	free(text);
	return line;
}

bool awaited_take_event(struct awaited *awaited, const struct profile *profile,
	enum attention_source source, const cJSON *event, int64_t time_ms)
{
	for (size_t i = 0; i < profile->attention_count; i++) {
		const struct attention_rule *row = &profile->attention[i];
		char *words, *what;

		if (row->source != source || !event_matches(event, row->event))
			continue;
		words = event_words(event, &row->text);
		what = row_text(row, words);
		awaited_set(awaited, row, what, time_ms);
		free(what);
		free(words);
		return true;
	}
	return false;
}

static bool is_blank_line(const char *line, size_t len)
{
	return strspn(line, " \t") >= len;
}

/* The end of a screen, from the last `lines` lines on that are not blank. */
static const char *last_lines(const char *screen, int lines)
{
	const char *at = screen + strlen(screen), *found = at;

	while (lines && at > screen) {
		const char *begin = at;

		while (begin > screen && begin[-1] != '\n')
			begin--;
		if (!is_blank_line(begin, (size_t)(at - begin))) {
			found = begin;
			lines--;
		}
		at = begin > screen ? begin - 1 : screen;
	}
	return found;
}

/* The text that a row of each source is matched with; NULL: none. */
struct screen_texts {
	const char *of[ATTENTION_SOURCES];
};

static bool row_fits(
	const struct attention_rule *row, const struct screen_texts *texts)
{
	const char *text = texts->of[row->source];

	for (size_t i = 0; text && i < row->screen_count; i++)
		if (regexec(&row->screens[i], text, 0, NULL, 0) != 0)
			return false;
	return text;
}

/* What the row quotes of the text that it fits; NULL: nothing. The caller
 * frees it. */
static char *row_quote(const struct attention_rule *row, const char *text)
{
	regmatch_t matches[2];

	if (!row->quotes ||
		regexec(&row->screens[0], text, 2, matches, 0) != 0 ||
		matches[1].rm_so < 0)
		return NULL;
	return mem_copy_bytes(text + matches[1].rm_so,
		(size_t)(matches[1].rm_eo - matches[1].rm_so));
}

const struct attention_rule *awaited_on_screen(const struct profile *profile,
	const char *screen, const char *title, char **what)
{
	const char *last = last_lines(screen, 1);
	char *line = mem_copy_bytes(last, strcspn(last, "\n"));
	const struct screen_texts texts = { {
		[ATTENTION_BY_SCREEN] = last_lines(screen, DIALOG_LINES),
		[ATTENTION_BY_LINE] = line,
		[ATTENTION_BY_TITLE] = title,
	} };
	const struct attention_rule *found = NULL;
	char *words;

	for (size_t i = 0; !found && i < profile->attention_count; i++)
		if (row_fits(&profile->attention[i], &texts))
			found = &profile->attention[i];
	words = found ? row_quote(found, texts.of[found->source]) : NULL;
	*what = found ? row_text(found, words) : NULL;
	free(words);
	free(line);
	return found;
}
