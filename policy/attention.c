/*
 * attention - what an agent waits for: see attention.h
 */
#include "policy/attention.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "agents/read/event_pattern.h"

/* A dialog is at the end of a screen; what stands above it is only talk. */
#define DIALOG_LINES 26
#define WHAT_LENGTH  ((size_t)300)

void awaited_clear(struct awaited *awaited)
{
	free(awaited->what);
	*awaited = (struct awaited){ 0 };
}

/* What the profile and the agent say of it; the caller frees it. */
static char *join_words(const struct waiting *row, const char *words)
{
	const char *what = row->what;
	bool says = words && *words;
	char *text = mem_format("%s%s%s", what ? what : "",
		what && says ? ": " : "", says ? words : "");
	char *line = text_one_line(text, WHAT_LENGTH);

	free(text);
	return line;
}

static int64_t identify(const char *said)
{
	uint64_t hash = hash_bytes(HASH_BEGIN, said, strlen(said));

	return *said ? (int64_t)(hash >> 1 | 1) : 0;
}

/* By the words of the dialog, which are its program's. */
static bool is_secret(const char *said)
{
	static const char *const words[] = { "password", "passphrase",
		"passcode", "secret", "token", "api key" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(said, words[i]))
			return true;
	return false;
}

/* Where neither says anything. */
static const char *describe(enum waiting_for what_for)
{
	return what_for == WAITING_PROMPT ? "it waits for its next prompt"
					  : "a dialog";
}

static void awaited_set(struct awaited *awaited, const struct waiting *row,
	const char *words, int64_t time_ms)
{
	char *said;

	awaited_clear(awaited);
	awaited->known = true;
	awaited->time_ms = time_ms;
	if (!row || row->what_for == WAITING_NOTHING)
		return;
	said = join_words(row, words);
	awaited->what_for = row->what_for;
	awaited->source = row->source;
	awaited->verdict = row->verdict;
	awaited->no_enter = row->no_enter;
	awaited->identity = identify(said);
	awaited->secret = is_secret(said);
	awaited->what = mem_copy(*said ? said : describe(row->what_for));
	free(said);
}

bool awaited_take_event(struct awaited *awaited, const struct profile *profile,
	enum waiting_source source, const cJSON *event, int64_t time_ms)
{
	for (size_t i = 0; i < profile->waiting_count; i++) {
		const struct waiting *row = &profile->waiting[i];
		char *words;

		if (row->source != source || !event_matches(event, row->event))
			continue;
		words = event_words(event, &row->text);
		awaited_set(awaited, row, words, time_ms);
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

static bool fits_all(const struct waiting *row, const char *text)
{
	for (size_t i = 0; i < row->screen_count; i++)
		if (regexec(&row->screens[i], text, 0, NULL, 0) != 0)
			return false;
	return true;
}

/* What can be seen, by what rows are about; NULL: nothing. */
struct seen {
	const char *texts[WAITING_SOURCES];
};

static bool fits(const struct waiting *row, const struct seen *seen)
{
	const char *text = seen->texts[row->source];

	return text && fits_all(row, text);
}

/* NULL: none. The caller's. */
static char *quote(const struct waiting *row, const char *text)
{
	regmatch_t matches[2];

	if (!row->quotes ||
		regexec(&row->screens[0], text, 2, matches, 0) != 0 ||
		matches[1].rm_so < 0)
		return NULL;
	return mem_copy_bytes(text + matches[1].rm_so,
		(size_t)(matches[1].rm_eo - matches[1].rm_so));
}

const struct waiting *awaited_on_screen(const struct profile *profile,
	const char *screen, const char *title, char **what)
{
	const char *last = end_of(screen, 1);
	char *line = mem_copy_bytes(last, strcspn(last, "\n"));
	struct seen seen = { { [WAITING_SCREEN] = end_of(screen, DIALOG_LINES),
		[WAITING_LINE] = line,
		[WAITING_TITLE] = title } };
	const struct waiting *found = NULL;
	char *words;

	for (size_t i = 0; !found && i < profile->waiting_count; i++)
		if (fits(&profile->waiting[i], &seen))
			found = &profile->waiting[i];
	words = found ? quote(found, seen.texts[found->source]) : NULL;
	*what = found ? join_words(found, words) : NULL;
	free(words);
	free(line);
	return found;
}

void awaited_take_screen(
	struct awaited *awaited, const struct waiting *row, int64_t time_ms)
{
	awaited_set(awaited, row, NULL, time_ms);
}

bool awaited_is_turn_over(const struct awaited *awaited)
{
	return awaited->known && awaited->what_for == WAITING_PROMPT &&
	       !awaited->identity;
}

static bool shows(const struct awaited *awaited, enum waiting_for what_for)
{
	return awaited->known && awaited->what_for == what_for;
}

/* It waits, says the CLI; who says best for what? */
static const struct awaited *judge_by_status(const struct awaited *hook,
	const struct awaited *status, const struct awaited *screen)
{
	bool newer = screen->known && screen->time_ms >= status->time_ms;

	if (status->what_for == WAITING_NOTHING)
		return status;
	if (status->what_for == WAITING_PROMPT && newer &&
		screen->what_for != WAITING_NOTHING)
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
	if (shows(hook, WAITING_DIALOG) && screen->known &&
		screen->what_for != WAITING_DIALOG &&
		screen->time_ms > hook->time_ms + AWAITED_PAINTED_MS)
		return screen;
	if (shows(hook, WAITING_DIALOG))
		return hook;
	if (screen->known && screen->what_for != WAITING_NOTHING &&
		screen->time_ms >= hook->time_ms)
		return screen;
	return hook->known ? hook : screen;
}
