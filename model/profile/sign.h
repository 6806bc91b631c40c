/*
 * sign - by what a CLI shows why its run ended, as data
 *
 * A row of a profile's `signs`: of one of its events (a pattern, and perhaps
 * an expression on some of its members), or, weaker, of the end of its
 * transcript. Of several that fit one event the first counts. Expressions are
 * POSIX extended ones; upper and lower case are the same.
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
	cJSON *event; /* NULL: this one is about the transcript */
	/* Members as "error.message" or "denials.0.name"; those that are there
	 * are joined by blanks. They are also the words that are shown, and
	 * where a limit's end is looked for. */
	struct argv text;
	bool has_regex; /* else the pattern alone will do */
	regex_t regex;
	bool early; /* certain while the run still goes: it need not go on */
};

/* Reads a profile's list; an error names the place. Owned by the caller. */
int signs_read(struct sign **signs, size_t *count, const cJSON *list,
	const struct json_place *place, struct err *err);
void signs_clear(struct sign *signs, size_t count);

bool sign_fits(const struct sign *sign, const char *text);

#endif
