/*
 * event_pattern - a pattern against an agent's event, and members of the event
 *
 * A pattern is an object. An event matches if it has all members of the pattern
 * with the same values, nested ones too; a list in the pattern is compared with
 * the first items of the event's list. A place is written with dots:
 * "error.message"; in a list a number is an index: "permission_denials.0".
 */
#ifndef AGENTS_READ_EVENT_PATTERN_H
#define AGENTS_READ_EVENT_PATTERN_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "base/argv.h"

bool event_matches(const cJSON *event, const cJSON *pattern);

/* The member at that place; NULL: there is none. Owned by the event. */
const cJSON *event_member(const cJSON *event, const char *dotted);

/* The members that are there, joined by blanks, 4 KiB at most; "" if none is.
 * The caller frees it. */
char *event_words(const cJSON *event, const struct argv *members);

#endif
