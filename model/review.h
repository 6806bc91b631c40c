/*
 * review - what was said between reeve and people about one task
 *
 * A task that comes to wait for a person is a first word of reeve's
 * (`escalated`, `waiting`, with the reason); what people say follows. Rows are
 * only ever added. What was said after run N is told to run N + 1.
 */
#ifndef MODEL_REVIEW_H
#define MODEL_REVIEW_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum review_what {
	REVIEW_ESCALATED = 0, /* reeve: it is at rest and wants somebody */
	REVIEW_WAITING, /* reeve: its agent waits for an answer */
	REVIEW_ASSIGN, /* `text` is the name of whose it is */
	REVIEW_APPROVE, /* go on */
	REVIEW_REJECT, /* failed for good */
	REVIEW_ANSWER, /* go on, with this answer */
	REVIEW_SAID, /* `reeve send`, kept for the next run */
	REVIEW_WHATS
};

struct review {
	int64_t task, run; /* run: the newest there was then; 0: none */
	int64_t time_ms;
	enum review_what what;
	char *by; /* a person, or "reeve"; never NULL once it is stored */
	char *text; /* or NULL */
};

#define REVIEW_INIT ((struct review){ 0 })

/* What a person says may be so long. */
#define REVIEW_MAX_BYTES ((size_t)64 << 10)

const char *review_what_name(enum review_what what);
int review_what_from_name(const char *name); /* -1: no such word */

/* A row as `show --json` has it. */
cJSON *review_write(const struct review *review);
void review_clear(struct review *review);

struct review_list {
	struct review *items;
	size_t count;
};

/* Whose the task is by the newest `assign`; NULL: nobody said. */
const char *review_assigned(const struct review_list *list);
/* Whether something was said to the agent after run N, for the next one. */
bool review_has_said(const struct review_list *list, int64_t run);
/* Since when reeve waits, by its newest word of that kind; 0: none. */
int64_t review_since(const struct review_list *list, enum review_what what);

void review_list_clear(struct review_list *list);

#endif
