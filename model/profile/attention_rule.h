/*
 * attention_rule - how an agent shows that it waits for a person, as data
 *
 * A row of a profile's `attention`. Each row has one source: an event of a hook
 * or the status file of the CLI (a pattern), or, weaker, the terminal:
 * expressions on the visible screen, on its last line, or on the title. The
 * first row that matches counts. Expressions are POSIX extended ones without
 * regard to case; ^ and $ are the ends of a line.
 */
#ifndef MODEL_PROFILE_ATTENTION_RULE_H
#define MODEL_PROFILE_ATTENTION_RULE_H

#include <cjson/cJSON.h>
#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/argv.h"
#include "base/json.h"
#include "model/verdict.h"

/* What an agent waits for. */
enum attention {
	ATTENTION_NOTHING = 0, /* the agent works */
	ATTENTION_PROMPT, /* its turn is over */
	ATTENTION_DIALOG, /* a question is open; typed text answers it */
	ATTENTIONS
};

enum attention_source {
	ATTENTION_BY_HOOK = 0,
	ATTENTION_BY_STATUS,
	ATTENTION_BY_SCREEN, /* all of `screens` match the screen */
	ATTENTION_BY_LINE, /* … its last line that is not empty */
	ATTENTION_BY_TITLE, /* … the title of the pane */
	ATTENTION_SOURCES
};

#define ATTENTION_SCREENS 4

struct attention_rule {
	enum attention what_for;
	enum attention_source source;
	char *what; /* shown: "permission prompt"; NULL: the text alone */
	cJSON *event; /* the pattern of BY_HOOK and BY_STATUS */
	struct argv text; /* members of the event that are shown too */
	regex_t screens[ATTENTION_SCREENS];
	size_t screen_count;
	bool quotes; /* the first group of the first expression is shown too */
	/* Of PROMPT: the turn failed, the run ends with this verdict. UNKNOWN:
	 * the turn ended well. */
	enum verdict verdict;
	bool no_enter; /* a key without Enter answers: Enter could answer the
			  next dialog */
	struct argv answer; /* tmux names of keys that reeve types each time
			       that the dialog opens; empty: none */
};

const char *attention_name(enum attention what_for);
int attention_from_name(const char *name); /* -1: unknown */

/*
 * Reads the list of a profile. The caller owns the rows, also after an error,
 * and frees them with attention_rules_clear; an error names the place.
 */
int attention_rules_read(struct attention_rule **rows, size_t *count,
	const cJSON *list, const struct json_place *place, struct err *err);
void attention_rules_clear(struct attention_rule *rows, size_t count);

#endif
