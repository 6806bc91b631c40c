/*
 * json - a strict reader over cJSON: see json.h
 *
 * json_check runs first, so that cJSON sees valid, small and flat documents
 * only. Building and printing is in json_build.c.
 */
#include "base/json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/file.h"
#include "base/json_check.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "base/text.h"

static cJSON *json_parse_bytes(const char *bytes, size_t len, size_t max,
	bool inexact, const char *what, struct err *err)
{
	cJSON *tree;

	if (len > max) {
		err_set(err, EXIT_WRONG_USE, "%s: more than %zu bytes", what,
			max);
		return NULL;
	}
	if (json_check(bytes, len, inexact, what, err) < 0)
		return NULL;
	tree = cJSON_ParseWithLength(bytes, len);
	if (!tree)
		err_set(err, EXIT_WRONG_USE, "%s: not JSON", what);
	return tree;
}

cJSON *json_parse(const char *bytes, size_t len, size_t max, const char *what,
	struct err *err)
{
	return json_parse_bytes(bytes, len, max, false, what, err);
}

cJSON *json_parse_event(
	const char *bytes, size_t len, size_t max, struct err *err)
{
	return json_parse_bytes(bytes, len, max, true, "event", err);
}

cJSON *json_read(const char *path, size_t max, struct err *err)
{
	char *bytes;
	size_t len;
	cJSON *tree;

	if (file_read(&bytes, &len, path, max, err) < 0)
		return NULL;
	tree = json_parse(bytes, len, max, path, err);
	free(bytes);
	if (!tree)
		errno = EINVAL;
	return tree;
}

/* Returns the number of bytes used of `text`, at most size - 1. */
static size_t json_add_place(
	const struct json_place *place, char *text, size_t size)
{
	size_t used = 0;
	int n;

	if (place->above)
		used = json_add_place(place->above, text, size);
	if (place->index >= 0)
		n = snprintf(text + used, size - used, "[%d]", place->index);
	else
		n = snprintf(text + used, size - used, "%s%s",
			!place->above         ? ""
			: place->above->above ? "."
					      : ": ",
			place->name);
	if (n < 0 || used + (size_t)n >= size)
		return size - 1;
	return used + (size_t)n;
}

const char *json_place_text(
	const struct json_place *place, char *text, size_t size)
{
	text[0] = '\0';
	if (place)
		json_add_place(place, text, size);
	return text;
}

int json_complain(const struct json_place *place, const char *name,
	struct err *err, const char *why)
{
	struct json_place member = { place, name, -1 };
	char text[384], *shown;

	json_place_text(name ? &member : place, text, sizeof(text));
	/* The name may come from the document, so make it printable. */
	shown = text_one_line(text, sizeof(text));
	err_set(err, EXIT_WRONG_USE, "%s: %s", shown, why);
	free(shown);
	return -1;
}

/* The member; NULL when it is missing or null. */
static const cJSON *json_find(const cJSON *object, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsNull(item) ? NULL : item;
}

int json_get_text(const cJSON *object, const char *name, char **value,
	const struct json_place *place, struct err *err)
{
	const cJSON *item = json_find(object, name);

	if (!item)
		return 0;
	if (!cJSON_IsString(item))
		return json_complain(place, name, err, "expected a text");
	mem_replace(value, item->valuestring);
	return 0;
}

static bool json_is_whole(const cJSON *item)
{
	return cJSON_IsNumber(item) &&
	       fabs(item->valuedouble) <= (double)JSON_MAX_EXACT &&
	       (double)(int64_t)item->valuedouble == item->valuedouble;
}

int json_get_number(const cJSON *object, const char *name, int64_t *value,
	const struct json_place *place, struct err *err)
{
	const cJSON *item = json_find(object, name);

	if (!item)
		return 0;
	if (!json_is_whole(item))
		return json_complain(
			place, name, err, "expected a whole number");
	*value = (int64_t)item->valuedouble;
	return 0;
}

int json_get_bool(const cJSON *object, const char *name, bool *value,
	const struct json_place *place, struct err *err)
{
	const cJSON *item = json_find(object, name);

	if (!item)
		return 0;
	if (!cJSON_IsBool(item))
		return json_complain(
			place, name, err, "expected true or false");
	*value = cJSON_IsTrue(item);
	return 0;
}

int json_get_duration(const cJSON *object, const char *name, int64_t *value_ms,
	const struct json_place *place, struct err *err)
{
	const cJSON *item = json_find(object, name);
	int64_t ms;

	if (!item)
		return 0;
	ms = cJSON_IsString(item) ? duration_parse(item->valuestring) : -1;
	if (ms < 0)
		return json_complain(place, name, err, DURATION_EXPECTED);
	*value_ms = ms;
	return 0;
}

int json_get_list(const cJSON *object, const char *name, struct argv *value,
	const struct json_place *place, struct err *err)
{
	const cJSON *list = json_find(object, name), *item;
	struct argv texts = ARGV_INIT;

	if (!list)
		return 0;
	if (!cJSON_IsArray(list))
		return json_complain(
			place, name, err, "expected a list of texts");
	cJSON_ArrayForEach(item, list)
	{
		struct json_place member = { place, name, -1 };
		struct json_place here = { &member, NULL, (int)texts.count };

		if (!cJSON_IsString(item)) {
			argv_clear(&texts);
			return json_complain(
				&here, NULL, err, "expected a text");
		}
		argv_add(&texts, item->valuestring);
	}
	argv_clear(value);
	*value = texts;
	return 0;
}

const char *json_text(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(object, name));
}

int64_t json_number(const cJSON *object, const char *name, int64_t otherwise)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return json_is_whole(item) ? (int64_t)item->valuedouble : otherwise;
}

bool json_bool(const cJSON *object, const char *name)
{
	return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, name));
}
