/*
 * waiting - by what an agent shows that it waits for a person, as data
 *
 * A row of a profile's `waiting`. Each is about one source: an event of a hook
 * or the CLI's own status (a pattern), or, weaker, the screen: expressions on
 * what is visible, on its last line, or on the pane's title. Of several that
 * fit the first counts. Expressions are POSIX extended ones; upper and lower
 * case are the same; ^ and $ are the ends of a line.
 */
#ifndef MODEL_PROFILE_WAITING_H
#define MODEL_PROFILE_WAITING_H

#include <cjson/cJSON.h>
#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/argv.h"
#include "base/json.h"
#include "model/verdict.h"

/* For what it waits. */
enum waiting_for {
	WAITING_NOTHING = 0, /* this shows that it works */
	WAITING_PROMPT, /* its turn is over, and somebody is to say more */
	WAITING_DIALOG, /* a question is open: what is typed now answers it */
	WAITINGS
};

enum waiting_source {
	WAITING_HOOK = 0,
	WAITING_STATUS,
	WAITING_SCREEN, /* all of `screens` are to be found on the screen */
	WAITING_LINE, /* … on its last line that is not empty */
	WAITING_TITLE, /* … in the pane's title */
	WAITING_SOURCES
};

#define WAITING_SCREENS 4

struct waiting {
	enum waiting_for what_for;
	enum waiting_source source;
	char *what; /* for people: "permission prompt"; NULL: its text alone */
	cJSON *event; /* HOOK, STATUS: the pattern */
	struct argv text; /* members of it that say more, as a sign's */
	regex_t screens[WAITING_SCREENS];
	size_t screen_count;
	bool quotes; /* what the first one's first parentheses enclose is said
			too */
	/* PROMPT: its turn has failed, and this is why: its run ends with it.
	 * UNKNOWN: a person is to say more. */
	enum verdict verdict;
	bool no_enter; /* one key answers it; an Enter might answer the next */
	struct argv answer; /* tmux names of keys that reeve is to type, once
			       for each time that it opens; empty: none */
};

const char *waiting_for_name(enum waiting_for what_for);
int waiting_for_from_name(const char *name);

/* Reads a profile's list; an error names the place. Owned by the caller. */
int waiting_read(struct waiting **rows, size_t *count, const cJSON *list,
	const struct json_place *place, struct err *err);
void waiting_clear(struct waiting *rows, size_t count);

#endif
