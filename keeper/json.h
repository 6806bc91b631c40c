/*
 * json - a writer of one flat JSON object into a fixed place
 *
 * Enough for a record; the keeper parses no JSON. In text that is not UTF-8
 * each wrong byte becomes U+FFFD. `overflow` is set when the object did not
 * fit.
 */
#ifndef KEEPER_JSON_H
#define KEEPER_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json {
	char *bytes;
	size_t size, len;
	bool overflow;
	bool comma; /* the next member needs a comma before it */
};

/* `name` NULL: the outermost object. */
void json_open(struct json *json, const char *name);
void json_close(struct json *json);
void json_number(struct json *json, const char *name, int64_t value);
void json_bool(struct json *json, const char *name, bool value);
void json_null(struct json *json, const char *name);
void json_text(struct json *json, const char *name, const char *text);

#endif
