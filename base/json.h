/*
 * json - a strict reader over cJSON, and short ways to read and build
 *
 * cJSON alone accepts much that is not JSON, and hostile text can make it
 * allocate gigabytes. So json_parse first checks the text (json_check.h): size,
 * depth, UTF-8, no control characters in strings, no \u0000, no duplicate
 * members, no leading zeros, no trailing bytes. Only then cJSON builds the
 * tree. Getters name the place of an error: "tasks[2].timeout: expected a
 * duration". The caller frees trees with cJSON_Delete.
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
 * Parses one document of at most `max` bytes. `what` names the source in
 * errors; their code is EXIT_WRONG_USE.
 */
cJSON *json_parse(const char *bytes, size_t len, size_t max, const char *what,
	struct err *err);

/*
 * The same for an event of another program. A number may be as large as JSON
 * allows (an id, nanoseconds) and is read as the nearest double. json_parse
 * refuses such numbers, so they may not be written to files of reeve.
 */
cJSON *json_parse_event(
	const char *bytes, size_t len, size_t max, struct err *err);

/* Reads and parses a file of reeve. NULL with errno ENOENT: it is missing. */
cJSON *json_read(const char *path, size_t max, struct err *err);

/* A place in a document, for errors. Lives on the stack of the caller. */
struct json_place {
	const struct json_place *above; /* NULL at the top */
	const char *name; /* member, or the source at the top */
	int index; /* of an item of an array; else -1 */
};

/* Writes "file: a.b[3].c"; returns `text`. */
const char *json_place_text(
	const struct json_place *place, char *text, size_t size);

/* Fails with "PLACE.name: why"; `name` may be NULL. */
int json_complain(const struct json_place *place, const char *name,
	struct err *err, const char *why);

/*
 * Typed members of an object. A missing member and null leave *value as it is
 * and return 0; a wrong type is an error with its place. A text is copied and
 * replaces *value, which is freed; a list replaces the whole argv.
 */
int json_get_text(const cJSON *object, const char *name, char **value,
	const struct json_place *place, struct err *err);
int json_get_number(const cJSON *object, const char *name, int64_t *value,
	const struct json_place *place, struct err *err);
int json_get_bool(const cJSON *object, const char *name, bool *value,
	const struct json_place *place, struct err *err);
/* A text as "5m", in milliseconds. */
int json_get_duration(const cJSON *object, const char *name, int64_t *value_ms,
	const struct json_place *place, struct err *err);
int json_get_list(const cJSON *object, const char *name, struct argv *value,
	const struct json_place *place, struct err *err);

/* Members are added to the end. A NULL text becomes null. */
void json_add_text(cJSON *object, const char *name, const char *text);
void json_add_number(cJSON *object, const char *name, int64_t number);
void json_add_bool(cJSON *object, const char *name, bool value);
void json_add_list(cJSON *object, const char *name, const struct argv *list);
/* Wall time as clock_text writes it; 0 becomes null. */
void json_add_time(cJSON *object, const char *name, int64_t wall_ms);

/* On one line without a newline, or indented. The caller frees it. */
char *json_line(const cJSON *value);
char *json_pretty(const cJSON *value);

/* For trees of reeve itself: a wrong type is read as a missing member. */
const char *json_text(const cJSON *object, const char *name);
int64_t json_number(const cJSON *object, const char *name, int64_t otherwise);
bool json_bool(const cJSON *object, const char *name);

#endif
