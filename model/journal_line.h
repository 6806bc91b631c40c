/*
 * journal_line - one thing that happened, for the log and `reeve events`
 *
 * A line of reeve.jsonl: `time event task agent run …`, then whatever the kind
 * of line adds (`data`, an object whose members stand beside these).
 */
#ifndef MODEL_JOURNAL_LINE_H
#define MODEL_JOURNAL_LINE_H

#include <cjson/cJSON.h>
#include <stdint.h>

/* Member `event`. The names are relied on by scripts: none is ever changed. */
enum journal_kind {
	JOURNAL_UNKNOWN = 0, /* written by another version */
	JOURNAL_DAEMON_STARTED,
	JOURNAL_DAEMON_ENDED,
	JOURNAL_SUBMITTED,
	JOURNAL_ASKED,
	JOURNAL_REVIEW,
	JOURNAL_STARTED,
	JOURNAL_WAITING,
	JOURNAL_ANSWERED, /* a dialog, by its profile */
	JOURNAL_ANSWER, /* a dialog, by a person */
	JOURNAL_GOES_ON,
	JOURNAL_SEND,
	JOURNAL_SENT,
	JOURNAL_SEND_KEPT,
	JOURNAL_SEND_LOST,
	JOURNAL_CHECKPOINT,
	JOURNAL_CHECKPOINT_REFUSED,
	JOURNAL_SIGN,
	JOURNAL_ENDING,
	JOURNAL_ENDED,
	JOURNAL_DECISION,
	JOURNAL_REASSIGNED,
	JOURNAL_SAVED,
	JOURNAL_REPAIRED,
	JOURNAL_PUBLISHING,
	JOURNAL_PUBLISHED,
	JOURNAL_PUBLISH_FAILED,
	JOURNAL_BREAKER,
	JOURNAL_LOWERED,
	JOURNAL_DAY_SPENT,
	JOURNAL_NOTIFY_FAILED,
	JOURNAL_KINDS
};

const char *journal_kind_name(enum journal_kind kind);
int journal_kind_from_name(const char *name); /* -1: no such kind */

struct journal_line {
	int64_t number; /* grows by one; 0 until it is in the store */
	int64_t time_ms;
	enum journal_kind kind;
	int64_t task;
	char *agent; /* NULL: about reeve itself */
	char *run; /* "12.2", or NULL */
	cJSON *data; /* owned; NULL: nothing more */
};

#define JOURNAL_LINE_INIT ((struct journal_line){ 0 })

/* The line as one JSON object; the caller deletes it. */
cJSON *journal_line_write(const struct journal_line *line);
void journal_line_clear(struct journal_line *line);

struct journal_list {
	struct journal_line *items;
	size_t count;
};

void journal_list_clear(struct journal_list *list);

#endif
