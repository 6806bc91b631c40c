/*
 * event_pattern - whether an agent's event is of a kind, and what it says
 *
 * A pattern is an object; an event matches when it has all its members with
 * the same values, nested ones too; of a list, those at the same places. A
 * member's place is written with dots,
 * "error.message"; in a list a number is its index, "permission_denials.0".
 */
#ifndef AGENTS_READ_EVENT_PATTERN_H
#define AGENTS_READ_EVENT_PATTERN_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "base/argv.h"

bool event_matches(const cJSON *event, const cJSON *pattern);

/* NULL when there is none. */
const cJSON *event_member(const cJSON *event, const char *dotted);

/* Those members that are there, joined by blanks; the caller frees it. */
char *event_words(const cJSON *event, const struct argv *members);

#endif
