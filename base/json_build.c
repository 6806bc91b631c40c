/*
 * json_build - building JSON values and printing them: see json.h
 *
 * The output is always valid: bytes that are not UTF-8 (of a path, of a git
 * branch) become U+FFFD when they are added. The indented form is printed here,
 * since that of cJSON has tabs after each name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "base/text.h"

static cJSON *json_new_text(const char *text)
{
	struct str valid = STR_INIT;
	cJSON *item;

	if (!text)
		return cJSON_CreateNull();
	text_repair(&valid, text, strlen(text));
	item = cJSON_CreateString(str_text(&valid));
	str_clear(&valid);
	return item;
}

void json_add_text(cJSON *object, const char *name, const char *text)
{
	cJSON_AddItemToObject(object, name, json_new_text(text));
}

void json_add_number(cJSON *object, const char *name, int64_t number)
{
	cJSON_AddNumberToObject(object, name, (double)number);
}

void json_add_bool(cJSON *object, const char *name, bool value)
{
	cJSON_AddBoolToObject(object, name, value);
}

void json_add_list(cJSON *object, const char *name, const struct argv *list)
{
	cJSON *array = cJSON_AddArrayToObject(object, name);

	for (size_t i = 0; i < list->count; i++)
		cJSON_AddItemToArray(array, json_new_text(list->items[i]));
}

void json_add_time(cJSON *object, const char *name, int64_t wall_ms)
{
	char text[CLOCK_TEXT_SIZE];

	json_add_text(
		object, name, wall_ms > 0 ? clock_text(wall_ms, text) : NULL);
}

char *json_line(const cJSON *value)
{
	return cJSON_PrintUnformatted(value);
}

static void pretty_add_scalar(struct str *out, const cJSON *value)
{
	char *text = cJSON_PrintUnformatted(value);

	str_add(out, text ? text : "null");
	free(text);
}

static void pretty_add_newline(struct str *out, int depth)
{
	str_add_char(out, '\n');
	for (int i = 0; i < depth; i++)
		str_add(out, "  ");
}

static void pretty_add_name(struct str *out, const char *name)
{
	cJSON text = { .type = cJSON_String, .valuestring = (char *)name };

	pretty_add_scalar(out, &text);
	str_add(out, ": ");
}

static void pretty_add(struct str *out, const cJSON *value, int depth)
{
	bool is_object = cJSON_IsObject(value);
	const cJSON *item;

	if ((!is_object && !cJSON_IsArray(value)) || !value->child) {
		pretty_add_scalar(out, value);
		return;
	}
	str_add_char(out, is_object ? '{' : '[');
	cJSON_ArrayForEach(item, value)
	{
		pretty_add_newline(out, depth + 1);
		if (is_object)
			pretty_add_name(out, item->string);
		pretty_add(out, item, depth + 1);
		if (item->next)
			str_add_char(out, ',');
	}
	pretty_add_newline(out, depth);
	str_add_char(out, is_object ? '}' : ']');
}

char *json_pretty(const cJSON *value)
{
	struct str out = STR_INIT;

	pretty_add(&out, value, 0);
	return str_take(&out);
}
