/*
 * json - a strict reader over cJSON, and short ways to read and build
 *
 * cJSON alone accepts much that is not JSON and can be made to take gigabytes.
 * json_parse first walks the text itself: size and depth caps, UTF-8, no
 * control characters in strings, no \u0000, no duplicate members, no leading
 * zeros, no trailing bytes; only then cJSON builds the tree. Getters name the
 * place of what is wrong: "tasks[2].timeout: expected a duration".
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/err.h"

#define JSON_MAX_BYTES ((size_t)1 << 20)
#define JSON_MAX_DEPTH 32

/*
 * Parses one document of at most `max` bytes. The caller frees the tree with
 * cJSON_Delete. `what` names the source in errors; code EXIT_WRONG_USE.
 */
cJSON *json_parse(const char *bytes, size_t len, size_t max, const char *what,
	struct err *err);

/*
 * The same for what another program says of itself: what we write is exact, but
 * there a number may be as large as JSON allows (an id, nanoseconds) and is
 * read as the nearest double. Not for what is written again into files that
 * json_parse reads.
 */
cJSON *json_parse_event(
	const char *bytes, size_t len, size_t max, struct err *err);

/* Reads and parses a file of our own. NULL with errno ENOENT when missing. */
cJSON *json_read(const char *path, size_t max, struct err *err);

/* Where we are in a document: for errors. Lives on the caller's stack. */
struct json_place {
	const struct json_place *above; /* NULL at the top */
	const char *name; /* member, or the source at the top */
	int index; /* of an array's item, else -1 */
};

/* "file: a.b[3].c" into `text`. */
const char *json_place_text(
	const struct json_place *place, char *text, size_t size);

/* Fails with "PLACE.name: why". */
int json_complain(const struct json_place *place, const char *name,
	struct err *err, const char *why);

/*
 * Typed members of an object. A missing member or null leaves *value as it is
 * and returns 0; a wrong type is an error with its place. Text is copied into
 * *value (freed first); lists replace the whole argv.
 */
int json_get_text(const cJSON *object, const char *name, char **value,
	const struct json_place *place, struct err *err);
int json_get_number(const cJSON *object, const char *name, int64_t *value,
	const struct json_place *place, struct err *err);
int json_get_bool(const cJSON *object, const char *name, bool *value,
	const struct json_place *place, struct err *err);
/* "5m" to milliseconds. */
int json_get_duration(const cJSON *object, const char *name, int64_t *value_ms,
	const struct json_place *place, struct err *err);
int json_get_list(const cJSON *object, const char *name, struct argv *value,
	const struct json_place *place, struct err *err);

/* Building: NULL text becomes null, never a missing member. */
void json_add_text(cJSON *object, const char *name, const char *text);
void json_add_number(cJSON *object, const char *name, int64_t number);
void json_add_bool(cJSON *object, const char *name, bool value);
void json_add_list(cJSON *object, const char *name, const struct argv *list);
/* Milliseconds of wall time as text; 0 becomes null. */
void json_add_time(cJSON *object, const char *name, int64_t wall_ms);

/* One line without a newline / many lines. The caller frees it. */
char *json_line(const cJSON *value);
char *json_pretty(const cJSON *value);

/* Short reads for trusted trees: NULL or 0 where missing or of another type. */
const char *json_text(const cJSON *object, const char *name);
int64_t json_number(const cJSON *object, const char *name, int64_t otherwise);
bool json_bool(const cJSON *object, const char *name);

#endif
