/*
 * sign - how a CLI shows why its run ended, as data
 *
 * A row of a profile's `signs`. A sign matches one event of the CLI (a pattern,
 * and an expression on some of its members), or, weaker, the end of the
 * transcript. The first sign that matches an event counts. Expressions are
 * POSIX extended ones without regard to case.
 */
#ifndef MODEL_PROFILE_SIGN_H
#define MODEL_PROFILE_SIGN_H

#include <cjson/cJSON.h>
#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/argv.h"
#include "base/json.h"
#include "model/verdict.h"

struct sign {
	enum verdict verdict;
	cJSON *event; /* the pattern; NULL: a sign of the transcript */
	/* Members as "error.message" or "denials.0.name". Their values, joined
	 * by blanks, are matched and shown; the end of a rate limit is searched
	 * there. */
	struct argv text;
	bool has_regex; /* else the pattern is enough */
	regex_t regex;
	bool early; /* ends a run at once: it cannot succeed */
};

/*
 * Reads the list of a profile. The caller owns the rows, also after an error,
 * and frees them with signs_clear; an error names the place.
 */
int signs_read(struct sign **signs, size_t *count, const cJSON *list,
	const struct json_place *place, struct err *err);
void signs_clear(struct sign *signs, size_t count);

bool sign_fits(const struct sign *sign, const char *text);

/* Whether the words of a CLI tell of a connection that failed. */
bool sign_tells_of_connection(const char *words);

#endif
