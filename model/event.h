/*
 * event - one thing that happened, for the log and `reeve events`
 *
 * A line of reeve.jsonl: `time event task agent run …`, then whatever the kind
 * of event adds (`data`, an object whose members stand beside these).
 */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include <cjson/cJSON.h>
#include <stdint.h>

struct event {
	int64_t number; /* grows by one; 0 until it is in the store */
	int64_t time_ms;
	char *kind; /* "submitted", "started", "ended", "decision", … */
	int64_t task;
	char *agent; /* NULL: about reeve itself */
	char *run; /* "12.2", or NULL */
	cJSON *data; /* owned; NULL: nothing more */
};

#define EVENT_INIT ((struct event){ 0 })

/* The event as one JSON object; the caller deletes it. */
cJSON *event_write(const struct event *event);
void event_clear(struct event *event);

struct event_list {
	struct event *items;
	size_t count;
};

void event_list_clear(struct event_list *list);

#endif
