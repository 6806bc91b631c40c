/*
 * attention - what an agent waits for: see attention.h
 */
#include "policy/attention.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "agents/read/event_pattern.h"

/* A dialog is at the end of a screen; what stands above it is only talk. */
#define DIALOG_LINES 26
#define WHAT_LENGTH  ((size_t)300)

#define NEXT_PROMPT "it waits for its next prompt"

void awaited_clear(struct awaited *awaited)
{
	free(awaited->what);
	*awaited = (struct awaited){ 0 };
}

/* Takes `what` over. */
static void set(struct awaited *awaited, const struct attention_rule *row,
	char *what, int64_t time_ms)
{
	awaited_clear(awaited);
	awaited->known = true;
	awaited->time_ms = time_ms;
	if (!row || row->what_for == ATTENTION_NOTHING) {
		free(what);
		return;
	}
	awaited->what_for = row->what_for;
	awaited->source = row->source;
	awaited->verdict = row->verdict;
	awaited->no_enter = row->no_enter;
	awaited->what = what;
}

static char *describe(const struct attention_rule *row, const char *words)
{
	const char *what = row->what;
	char *text, *line;

	if (!what && (!words || !*words))
		what = row->what_for == ATTENTION_PROMPT ? NEXT_PROMPT
							 : "a dialog";
	text = mem_format("%s%s%s", what ? what : "",
		what && words && *words ? ": " : "", words ? words : "");
	line = text_one_line(text, WHAT_LENGTH);
	free(text);
	return line;
}

bool awaited_take_event(struct awaited *awaited, const struct profile *profile,
	enum attention_source source, const cJSON *event, int64_t time_ms)
{
	for (size_t i = 0; i < profile->attention_count; i++) {
		const struct attention_rule *row = &profile->attention[i];
		char *words;

		if (row->source != source || !event_matches(event, row->event))
			continue;
		words = event_words(event, &row->text);
		set(awaited, row, describe(row, words), time_ms);
		free(words);
		return true;
	}
	return false;
}

static bool is_blank(const char *line, size_t len)
{
	return strspn(line, " \t") >= len;
}

/* The last `lines` lines of a screen that are not blank, and what follows. */
static const char *end_of(const char *screen, int lines)
{
	const char *at = screen + strlen(screen), *found = at;

	while (lines && at > screen) {
		const char *begin = at;

		while (begin > screen && begin[-1] != '\n')
			begin--;
		if (!is_blank(begin, (size_t)(at - begin))) {
			found = begin;
			lines--;
		}
		at = begin > screen ? begin - 1 : screen;
	}
	return found;
}

static bool fits_all(const struct attention_rule *row, const char *text)
{
	for (size_t i = 0; i < row->screen_count; i++)
		if (regexec(&row->screens[i], text, 0, NULL, 0) != 0)
			return false;
	return true;
}

/* What can be seen, by what rows are about; NULL: nothing. */
struct seen {
	const char *texts[ATTENTION_SOURCES];
};

static bool fits(const struct attention_rule *row, const struct seen *seen)
{
	const char *text = seen->texts[row->source];

	return text && fits_all(row, text);
}

/* NULL: none. The caller's. */
static char *quote(const struct attention_rule *row, const char *text)
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
	const char *last = end_of(screen, 1);
	char *line = mem_copy_bytes(last, strcspn(last, "\n"));
	struct seen seen = { { [ATTENTION_BY_SCREEN] =
				       end_of(screen, DIALOG_LINES),
		[ATTENTION_BY_LINE] = line,
		[ATTENTION_BY_TITLE] = title } };
	const struct attention_rule *found = NULL;
	char *words;

	for (size_t i = 0; !found && i < profile->attention_count; i++)
		if (fits(&profile->attention[i], &seen))
			found = &profile->attention[i];
	words = found ? quote(found, seen.texts[found->source]) : NULL;
	*what = found ? describe(found, words) : NULL;
	free(words);
	free(line);
	return found;
}

void awaited_take_screen(struct awaited *awaited,
	const struct attention_rule *row, int64_t time_ms)
{
	set(awaited, row, row ? describe(row, NULL) : NULL, time_ms);
}

bool awaited_is_turn_over(const struct awaited *awaited)
{
	return awaited->known && awaited->what_for == ATTENTION_PROMPT &&
	       !strcmp(awaited->what, NEXT_PROMPT);
}

static bool shows(const struct awaited *awaited, enum attention what_for)
{
	return awaited->known && awaited->what_for == what_for;
}

/* It waits, says the CLI; who says best for what? */
static const struct awaited *judge_by_status(const struct awaited *hook,
	const struct awaited *status, const struct awaited *screen)
{
	bool newer = screen->known && screen->time_ms >= status->time_ms;

	if (status->what_for == ATTENTION_NOTHING)
		return status;
	if (status->what_for == ATTENTION_PROMPT && newer &&
		screen->what_for != ATTENTION_NOTHING)
		return screen;
	if (shows(hook, status->what_for))
		return hook;
	return newer && shows(screen, status->what_for) ? screen : status;
}

const struct awaited *awaited_judge(const struct awaited *hook,
	const struct awaited *status, const struct awaited *screen)
{
	if (status->known)
		return judge_by_status(hook, status, screen);
	/* No hook tells that a dialog was refused. */
	if (shows(hook, ATTENTION_DIALOG) && screen->known &&
		screen->what_for != ATTENTION_DIALOG &&
		screen->time_ms > hook->time_ms + AWAITED_PAINTED_MS)
		return screen;
	if (shows(hook, ATTENTION_DIALOG))
		return hook;
	if (screen->known && screen->what_for != ATTENTION_NOTHING &&
		screen->time_ms >= hook->time_ms)
		return screen;
	return hook->known ? hook : screen;
}
