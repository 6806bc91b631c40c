/*
 * signs - why a run ended, by its profile's signs: see signs.h
 */
#include "agents/read/signs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "model/rendered.h"
#include "agents/read/event_pattern.h"

#define SHOWN_LENGTH ((size_t)1000)

const struct sign *sign_of_event(
	const struct profile *profile, const cJSON *event, char **text)
{
	for (size_t i = 0; i < profile->sign_count; i++) {
		const struct sign *sign = &profile->signs[i];

		if (!sign->event || !event_matches(event, sign->event))
			continue;
		*text = event_words(event, &sign->text);
		if (sign_fits(sign, *text))
			return sign;
		free(*text);
	}
	*text = NULL;
	return NULL;
}

/* Keeps the text of the sign before, if that had the same verdict. Takes `text`
 * over. */
static void note_sign(
	struct sign_seen *seen, const struct sign *sign, char *text)
{
	char *shown = text_one_line(text, SHOWN_LENGTH);

	if (seen->verdict == sign->verdict && seen->text) {
		free(seen->before);
		seen->before = seen->text;
		seen->text = NULL;
	} else {
		sign_seen_clear(seen);
	}
	seen->verdict = sign->verdict;
	seen->stands = false;
	seen->in_transcript = !sign->event;
	seen->text = shown;
	free(text);
}

void signs_take_back(struct sign_seen *seen)
{
	if (verdict_is_transient(seen->verdict))
		sign_seen_clear(seen);
}

void signs_take_event(struct sign_seen *seen, const struct profile *profile,
	const cJSON *event, bool is_end)
{
	char *text;
	const struct sign *sign = sign_of_event(profile, event, &text);

	if (sign)
		note_sign(seen, sign, text);
	else if (!is_end && !seen->stands)
		signs_take_back(seen);
	seen->stands =
		seen->stands ||
		(is_end && (sign || verdict_is_transient(seen->verdict)));
}

/* The last line that fits; NULL: none. The caller frees it. */
static char *line_of_sign(const struct sign *sign, const char *text)
{
	char *found = NULL;

	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = mem_copy_bytes(text, len);

		if (sign_fits(sign, line)) {
			free(found);
			found = line;
		} else {
			free(line);
		}
		text += len + (text[len] == '\n');
	}
	return found;
}

bool signs_want_transcript(const struct profile *profile)
{
	for (size_t i = 0; i < profile->sign_count; i++)
		if (!profile->signs[i].event)
			return true;
	return false;
}

/* "2026-11-21T10:15:32.029185Z ERROR codex_core::tools::router: error=…" */
static bool is_log_line(const char *line)
{
	static const char *const levels[] = { "ERROR", "WARN", "INFO",
		"DEBUG" };
	size_t len = strspn(line, "0123456789-:.TZ+ ");

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (len >= sizeof("2026-11-21T10:15:32") - 1 &&
			!strncmp(line + len, levels[i], strlen(levels[i])))
			return true;
	return false;
}

/*
 * Adds the CLI's own lines. Lines that `reeve render` printed are passed over,
 * and so are the further lines of a log message, up to the next rendered line or
 * log message: codex logs patches of the agent, which have many lines.
 */
static void add_own_lines(
	struct str *out, bool rendered, const char *bytes, size_t len)
{
	const char *end = bytes + len;
	/* A transcript that is cut may begin within a log message. */
	bool logged = rendered && len >= SIGN_TRANSCRIPT_BYTES;

	while (bytes < end) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t length = (size_t)((stop ? stop : end) - bytes);
		bool ours = memmem(
			bytes, length, RENDERED_MARK, strlen(RENDERED_MARK));
		struct str line = STR_INIT;
		bool log;

		text_clean(&line, bytes, length);
		log = rendered && is_log_line(str_text(&line));
		if (!ours && (log || !logged))
			str_addf(out, "%s\n", str_text(&line));
		logged = !ours && (log || logged);
		str_clear(&line);
		bytes += length + 1;
	}
}

bool transcript_is_screen(const char *bytes, size_t len)
{
	for (size_t at = 0; at + 2 < len; at++) {
		size_t to = at + 2;

		if (bytes[at] != '\033' || bytes[at + 1] != '[')
			continue;
		while (to < len && bytes[to] >= 0x20 && bytes[to] <= 0x3f)
			to++;
		if (to < len && strchr("ABCDEFGHJdfr", bytes[to]) && bytes[to])
			return true;
	}
	return false;
}

void signs_take_transcript(struct sign_seen *seen,
	const struct profile *profile, const char *bytes, size_t len)
{
	struct str text = STR_INIT;

	if (len > SIGN_TRANSCRIPT_BYTES) {
		bytes += len - SIGN_TRANSCRIPT_BYTES;
		len = SIGN_TRANSCRIPT_BYTES;
	}
	add_own_lines(&text, profile->render != NULL, bytes, len);
	for (size_t i = 0; !seen->verdict && i < profile->sign_count; i++) {
		const struct sign *sign = &profile->signs[i];
		char *line = NULL;

		if (!sign->event)
			line = line_of_sign(sign, str_text(&text));
		if (line)
			note_sign(seen, sign, line);
	}
	str_clear(&text);
}

void sign_seen_clear(struct sign_seen *seen)
{
	free(seen->text);
	free(seen->before);
	*seen = (struct sign_seen){ 0 };
}
