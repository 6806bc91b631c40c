/*
 * agent_events - what an agent CLI said of itself: see agent_events.h
 *
 * The session stands near the file's start, the result near its end; what lies
 * between can be hundreds of megabytes and is not read.
 */
#include "supervisor/agent_events.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "supervisor/event_pattern.h"

#define START_BYTES ((size_t)64 << 10)
#define END_BYTES   ((size_t)512 << 10)

static const char *text_at(const cJSON *event, const char *dotted)
{
	return cJSON_GetStringValue(event_member(event, dotted));
}

static void take_failure(struct agent_events *events,
	const struct profile *profile, const cJSON *event)
{
	events->failure = true;
	for (size_t i = 0; i < profile->failure_text.count; i++) {
		const char *text =
			text_at(event, profile->failure_text.items[i]);

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
	id = text_at(event, member);
	if (id)
		mem_replace(&events->session, id);
}

/* The last word counts: a failure after a success is a failure. */
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

static void take_lines(struct agent_events *events,
	const struct profile *profile, const char *bytes, size_t len)
{
	const char *end = bytes + len;

	while (bytes < end) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t length = (size_t)((stop ? stop : end) - bytes);
		cJSON *event = json_parse(
			bytes, length, JSON_MAX_BYTES, "event", NULL);

		if (cJSON_IsObject(event))
			take_event(events, profile, event);
		cJSON_Delete(event);
		bytes += length + 1;
	}
}

void agent_events_read(struct agent_events *events,
	const struct profile *profile, const char *path)
{
	char *bytes = NULL;
	size_t len = 0;

	*events = (struct agent_events){ 0 };
	if (!profile->render)
		return;
	if (file_read_head(&bytes, &len, path, START_BYTES, NULL) == 0)
		take_lines(events, profile, bytes, len);
	free(bytes);
	if (len < START_BYTES)
		return;
	if (file_read_tail(&bytes, &len, path, END_BYTES, NULL) == 0)
		take_lines(events, profile, bytes, len);
	free(bytes);
}

void agent_events_clear(struct agent_events *events)
{
	free(events->failure_text);
	free(events->session);
	sign_seen_clear(&events->sign);
	*events = (struct agent_events){ 0 };
}
