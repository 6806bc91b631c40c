/*
 * placeholder - the {names} in the text of a setting: see placeholder.h
 *
 * An unknown placeholder is an error: it would reach the agent unchanged.
 */
#include "model/profile/placeholder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz_"
#define JSON    "json:"

/* The length of the name in the braces at `text`; 0: not a placeholder. */
static size_t measure(const char *text)
{
	size_t prefix =
		strncmp(text + 1, JSON, strlen(JSON)) ? 0 : strlen(JSON);
	size_t len = strspn(text + 1 + prefix, LETTERS);

	return len && text[1 + prefix + len] == '}' ? prefix + len : 0;
}

static bool is_known(const char *name, size_t len, const char *const *known)
{
	if (!strncmp(name, JSON, strlen(JSON))) {
		name += strlen(JSON);
		len -= strlen(JSON);
	}
	for (; *known; known++)
		if (strlen(*known) == len && !strncmp(*known, name, len))
			return true;
	return false;
}

static int placeholder_refuse(const char *found, size_t len,
	const char *const *known, const struct json_place *place,
	const char *name, struct err *err)
{
	struct str why = STR_INIT;
	int rc;

	str_addf(&why, "no such placeholder: '{%.*s}': expected",
		len > 40 ? 40 : (int)len, found);
	for (size_t i = 0; known[i]; i++) {
		if (i)
			str_add(&why, known[i + 1] ? "," : " or");
		str_addf(&why, " {%s}", known[i]);
	}
	rc = json_complain(place, name, err, str_text(&why));
	str_clear(&why);
	return rc;
}

int placeholder_check(const char *text, const char *const *known,
	const struct json_place *place, const char *name, struct err *err)
{
	for (const char *at = text; at && *at; at++) {
		size_t len = *at == '{' ? measure(at) : 0;

		if (len && !(at > text && at[-1] == '$') &&
			!is_known(at + 1, len, known))
			return placeholder_refuse(
				at + 1, len, known, place, name, err);
	}
	return 0;
}

int placeholder_check_list(const struct argv *list, const char *const *known,
	const struct json_place *place, const char *name, struct err *err)
{
	const struct json_place here = { place, name, -1 };

	for (size_t i = 0; i < list->count; i++) {
		const struct json_place item = { &here, NULL, (int)i };

		if (placeholder_check(list->items[i], known, &item, NULL, err) <
			0)
			return -1;
	}
	return 0;
}

int placeholder_check_tree(const cJSON *tree, const char *const *known,
	const struct json_place *place, struct err *err)
{
	const cJSON *item;
	int index = 0;

	if (placeholder_check(
		    cJSON_GetStringValue(tree), known, place, NULL, err) < 0)
		return -1;
	cJSON_ArrayForEach(item, tree)
	{
		const struct json_place here = { place, item->string,
			item->string ? -1 : index };

		index++;
		if (placeholder_check(item->string, known, place, NULL, err) <
				0 ||
			placeholder_check_tree(item, known, &here, err) < 0)
			return -1;
	}
	return 0;
}
