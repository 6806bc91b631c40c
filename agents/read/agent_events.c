/*
 * agent_events - what an agent CLI said of its run: see agent_events.h
 *
 * The session is near the start of the file, the result near its end. Between
 * them can be hundreds of megabytes, which are not read. The end that is read
 * has room for the longest line that counts as an event.
 */
#include "agents/read/agent_events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "agents/read/event_pattern.h"

#define START_BYTES ((size_t)64 << 10)
#define MORE_BYTES  ((size_t)64 << 10)
#define END_BYTES   (JSON_MAX_BYTES + MORE_BYTES)

/* A part of the file, and the reader's position in it. */
struct part {
	const char *bytes, *end;
	bool from_start, to_end; /* of the file; else cut within a line */
	size_t lines, line; /* their number, and the current one, from 1 on */
};

static const char *member_text(const cJSON *event, const char *dotted)
{
	return cJSON_GetStringValue(event_member(event, dotted));
}

static void take_failure(struct agent_events *events,
	const struct profile *profile, const cJSON *event)
{
	events->failure = true;
	for (size_t i = 0; i < profile->failure_text.count; i++) {
		const char *text =
			member_text(event, profile->failure_text.items[i]);

		if (!text)
			continue;
		mem_replace(&events->failure_text, text);
		return;
	}
}

static void take_session(struct agent_events *events,
	const struct profile *profile, const cJSON *event)
{
	const cJSON *rule = profile->session_event;
	const char *member = json_text(rule, "member"), *id;

	if (!event_matches(
		    event, cJSON_GetObjectItemCaseSensitive(rule, "match")) ||
		!member)
		return;
	id = member_text(event, member);
	if (id)
		mem_replace(&events->session, id);
}

/* The last event counts: a failure after a success is a failure. */
static void take_event(struct agent_events *events,
	const struct profile *profile, const cJSON *event)
{
	bool success = profile->success_event &&
		       event_matches(event, profile->success_event);
	bool failure = !success && profile->failure_event &&
		       event_matches(event, profile->failure_event);

	if (profile->session_event)
		take_session(events, profile, event);
	if (profile->usage)
		usage_take_event(&events->usage, profile->usage, event);
	if (success) {
		events->success = true;
		events->failure = false;
		signs_take_back(&events->sign);
	} else if (failure) {
		events->success = false;
		take_failure(events, profile, event);
	}
	signs_take_event(&events->sign, profile, event, success || failure);
}

static size_t count_lines(const struct part *part)
{
	size_t lines = 1;

	for (const char *c = part->bytes; c < part->end; c++)
		lines += *c == '\n' && c + 1 < part->end;
	return lines;
}

/* Which line cannot be read, and why; the last such line counts. */
static void note_unreadable(
	struct agent_events *events, const struct part *part, const char *why)
{
	free(events->unreadable);
	events->unreadable =
		part->from_start ? mem_format("line %zu%s", part->line, why)
				 : mem_format("line %zu from the end%s",
					   part->lines - part->line + 1, why);
}

/* Whether a line that cannot be read was meant as an event: plain text between
 * events is not. Before an event there can be invisible bytes (an escape
 * sequence, a byte order mark). */
static bool is_event_line(const char *line, size_t len)
{
	bool shown = len && *line > ' ' && *line < 0x7f;

	return len && (*line == '{' || (!shown && memchr(line, '{', len)));
}

/* The part begins within a line. Usually that is of no interest; but a line that
 * fills half of the part is itself the unreadable event. */
static void note_cut_line(
	struct agent_events *events, const struct part *part, size_t len)
{
	char why[64];

	if (len < END_BYTES / 2)
		return;
	snprintf(why, sizeof(why), ": longer than %zu bytes", len);
	note_unreadable(events, part, why);
}

static void take_line(struct agent_events *events,
	const struct profile *profile, const struct part *part, size_t len)
{
	struct err err = ERR_INIT;
	cJSON *event = json_parse_event(part->bytes, len, JSON_MAX_BYTES, &err);
	const char *why = err.message + strlen("event");

	if (cJSON_IsObject(event))
		take_event(events, profile, event);
	else if (!event && is_event_line(part->bytes, len))
		/* All of it is line 1. */
		note_unreadable(events, part,
			strncmp(why, ":1:", 3) == 0 ? why + 2 : why);
	cJSON_Delete(event);
}

static void take_lines(struct agent_events *events,
	const struct profile *profile, struct part *part)
{
	part->lines = count_lines(part);
	for (part->line = 1; part->bytes < part->end; part->line++) {
		size_t left = (size_t)(part->end - part->bytes);
		const char *stop = memchr(part->bytes, '\n', left);
		size_t len = stop ? (size_t)(stop - part->bytes) : left;

		if (part->line == 1 && !part->from_start)
			note_cut_line(events, part, len);
		else if (stop || part->to_end)
			take_line(events, profile, part, len);
		if (!stop)
			return;
		part->bytes = stop + 1;
	}
}

void agent_events_read(struct agent_events *events,
	const struct profile *profile, const char *path)
{
	struct part part;
	char *bytes = NULL;
	size_t len = 0;

	*events = (struct agent_events){ 0 };
	if (!profile->render)
		return;
	if (file_read_head(&bytes, &len, path, START_BYTES, NULL) == 0) {
		part = (struct part){ bytes, bytes + len, .from_start = true,
			.to_end = len < START_BYTES };
		take_lines(events, profile, &part);
	}
	free(bytes);
	if (len < START_BYTES)
		return;
	if (file_read_tail(&bytes, &len, path, END_BYTES, NULL) == 0) {
		part = (struct part){ bytes, bytes + len,
			.from_start = len < END_BYTES, .to_end = true };
		take_lines(events, profile, &part);
	}
	free(bytes);
}

void agent_events_clear(struct agent_events *events)
{
	free(events->failure_text);
	free(events->session);
	free(events->unreadable);
	sign_seen_clear(&events->sign);
	*events = (struct agent_events){ 0 };
}
