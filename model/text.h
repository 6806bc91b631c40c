/*
 * text - words for an agent that its keeper was handed to type
 *
 * A text that has to wait is a row of the store until its end is known, so that
 * neither a restart of reeved nor the retention of the journal loses it. A row in
 * a final state is kept as long as the events are. Texts that are handed to no
 * keeper, because the agent reads them when its next run starts, are reviews
 * (model/review.h).
 */
#ifndef MODEL_TEXT_H
#define MODEL_TEXT_H

#include <stddef.h>
#include <stdint.h>

enum text_state {
	TEXT_QUEUED = 0, /* the keeper holds the text */
	TEXT_TYPED,
	TEXT_KEPT, /* the run ended first; a review tells the next run */
	TEXT_LOST, /* the run ended first, and no run follows */
	TEXT_STATES
};

struct text {
	int64_t task, run;
	int64_t number; /* the keeper's; grows */
	int64_t time_ms; /* when the keeper took the text */
	enum text_state state;
	char *by; /* a person; NULL: not known */
	char *words;
};

#define TEXT_INIT ((struct text){ 0 })

const char *text_state_name(enum text_state state);
int text_state_from_name(const char *name); /* -1: no such word */

void text_clear(struct text *text);

struct text_list {
	struct text *items;
	size_t count;
};

void text_list_clear(struct text_list *list);

#endif
