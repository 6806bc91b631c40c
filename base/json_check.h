/*
 * json_check - strict validation of one JSON document
 *
 * For json_parse, which calls it before cJSON.
 */
#ifndef BASE_JSON_CHECK_H
#define BASE_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define JSON_MAX_VALUES ((size_t)100000)

/*
 * Returns 0, or -1 with "WHAT:LINE:COLUMN: why". The caller limits `len`.
 * `inexact` accepts numbers that a double does not hold exactly.
 */
int json_check(const char *bytes, size_t len, bool inexact, const char *what,
	struct err *err);

#endif
