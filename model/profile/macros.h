/*
 * macros - named texts of a profile, for parts that its arguments share
 *
 * {"hooks": "…"} lets every argument use {hooks}. A list is joined without
 * separators, so that a long text has lines. A macro may use those before it.
 */
#ifndef MODEL_PROFILE_MACROS_H
#define MODEL_PROFILE_MACROS_H

#include <cjson/cJSON.h>

#include "base/argv.h"
#include "base/json.h"

struct macros {
	struct argv names, texts; /* names with their braces */
	size_t added; /* bytes that replaced a name so far */
};

#define MACROS_INIT ((struct macros){ 0 })

/* Maximum of `added`: macros that use macros can grow without bound. */
#define MACROS_MAX_BYTES ((size_t)64 << 10)

/*
 * Reads the member `macros` (NULL: none) of the profile at `place`. The caller
 * clears `macros`, also after an error.
 */
int macros_read(struct macros *macros, const cJSON *json,
	const struct json_place *place, struct err *err);
void macros_clear(struct macros *macros);

/* Replaces {NAME} of every macro in all texts of `list`, the member `name`. */
int macros_expand_list(struct macros *macros, struct argv *list,
	const struct json_place *place, const char *name, struct err *err);

#endif
