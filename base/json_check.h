/*
 * json_check - is this text one JSON document, to the letter?
 *
 * What json_parse asks before cJSON may build anything; nobody else needs it.
 */
#ifndef BASE_JSON_CHECK_H
#define BASE_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define JSON_MAX_VALUES ((size_t)100000)

/*
 * 0, or -1 with "WHAT:LINE:COLUMN: why"; `len` is the caller's to cap. With
 * `inexact`, numbers may be as large as they like.
 */
int json_check(const char *bytes, size_t len, bool inexact, const char *what,
	struct err *err);

#endif
