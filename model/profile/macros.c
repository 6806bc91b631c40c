/*
 * macros - named texts of a profile: see macros.h
 */
#include "model/profile/macros.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyz_"

/* The text with all macros replaced, to be freed; NULL: too long. */
static char *macros_expand(struct macros *macros, const char *text)
{
	struct str out = STR_INIT;

	while (*text) {
		size_t i = 0, len = 0;

		for (; i < macros->names.count; i++) {
			len = strlen(macros->names.items[i]);
			if (!strncmp(text, macros->names.items[i], len))
				break;
		}
		if (i == macros->names.count) {
			str_add_char(&out, *text++);
			continue;
		}
		str_add(&out, macros->texts.items[i]);
		macros->added += strlen(macros->texts.items[i]);
		if (macros->added > MACROS_MAX_BYTES) {
			str_clear(&out);
			return NULL;
		}
		text += len;
	}
	return out.text ? str_take(&out) : mem_copy("");
}

/* A text, or a list of texts that are joined; NULL: neither. */
static char *macro_text(const cJSON *json)
{
	struct str text = STR_INIT;
	const cJSON *item;

	if (cJSON_IsString(json))
		return mem_copy(json->valuestring);
	if (!cJSON_IsArray(json))
		return NULL;
	cJSON_ArrayForEach(item, json)
	{
		if (!cJSON_IsString(item)) {
			str_clear(&text);
			return NULL;
		}
		str_add(&text, item->valuestring);
	}
	return text.text ? str_take(&text) : mem_copy("");
}

static int refuse_length(
	const struct json_place *place, const char *name, struct err *err)
{
	return json_complain(place, name, err,
		"the macros of a profile must not add more than 64 KiB");
}

static int macro_read(struct macros *macros, const cJSON *item,
	const struct json_place *place, struct err *err)
{
	char *text, *expanded;

	if (!*item->string || item->string[strspn(item->string, LETTERS)])
		return json_complain(place, item->string, err,
			"expected a name of small letters and '_'");
	text = macro_text(item);
	if (!text)
		return json_complain(place, item->string, err,
			"expected a text or a list of texts");
	expanded = macros_expand(macros, text);
	free(text);
	if (!expanded)
		return refuse_length(place, item->string, err);
	argv_addf(&macros->names, "{%s}", item->string);
	argv_add(&macros->texts, expanded);
	free(expanded);
	return 0;
}

int macros_read(struct macros *macros, const cJSON *json,
	const struct json_place *place, struct err *err)
{
	const struct json_place here = { place, "macros", -1 };
	const cJSON *item;

	cJSON_ArrayForEach(item, json)
	{
		if (!cJSON_IsNull(item) &&
			macro_read(macros, item, &here, err) < 0)
			return -1;
	}
	return 0;
}

void macros_clear(struct macros *macros)
{
	argv_clear(&macros->names);
	argv_clear(&macros->texts);
}

int macros_expand_list(struct macros *macros, struct argv *list,
	const struct json_place *place, const char *name, struct err *err)
{
	struct argv expanded = ARGV_INIT;

	for (size_t i = 0; i < list->count; i++) {
		char *text = macros_expand(macros, list->items[i]);

		if (!text) {
			argv_clear(&expanded);
			return refuse_length(place, name, err);
		}
		argv_add(&expanded, text);
		free(text);
	}
	argv_clear(list);
	*list = expanded;
	return 0;
}
