/*
 * event_pattern - a pattern against an agent's event: see event_pattern.h
 */
#include "agents/read/event_pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* An event can be a megabyte; its message begins with what matters. */
#define TEXT_BYTES ((size_t)4096)

static bool list_matches(const cJSON *found, const cJSON *pattern);

static bool value_matches(const cJSON *found, const cJSON *wanted)
{
	if (!found)
		return false;
	if (cJSON_IsObject(wanted))
		return event_matches(found, wanted);
	if (cJSON_IsArray(wanted))
		return list_matches(found, wanted);
	return cJSON_Compare(found, wanted, true);
}

static bool list_matches(const cJSON *found, const cJSON *pattern)
{
	const cJSON *item = cJSON_IsArray(found) ? found->child : NULL;
	const cJSON *wanted;

	cJSON_ArrayForEach(wanted, pattern)
	{
		if (!value_matches(item, wanted))
			return false;
		item = item->next;
	}
	return true;
}

bool event_matches(const cJSON *event, const cJSON *pattern)
{
	const cJSON *wanted;

	cJSON_ArrayForEach(wanted, pattern)
	{
		if (!value_matches(cJSON_GetObjectItemCaseSensitive(
					   event, wanted->string),
			    wanted))
			return false;
	}
	return true;
}

const cJSON *event_member(const cJSON *event, const char *dotted)
{
	char part[64];
	size_t len;

	while ((len = strcspn(dotted, ".")) && len < sizeof(part)) {
		memcpy(part, dotted, len);
		part[len] = '\0';
		event = cJSON_IsArray(event)
				? cJSON_GetArrayItem(event, atoi(part))
				: cJSON_GetObjectItemCaseSensitive(event, part);
		if (!dotted[len] || !event)
			return event;
		dotted += len + 1;
	}
	return NULL;
}

static void add_member_text(struct str *out, const cJSON *member)
{
	const char *text = cJSON_GetStringValue(member);
	size_t room = TEXT_BYTES - out->len;

	if (!member || cJSON_IsNull(member) || out->len >= TEXT_BYTES)
		return;
	if (out->len)
		str_add_char(out, ' ');
	if (text)
		str_add_bytes(out, text, strnlen(text, room));
	else if (cJSON_IsNumber(member))
		str_addf(out, "%.0f", member->valuedouble);
	else if (cJSON_IsBool(member))
		str_add(out, cJSON_IsTrue(member) ? "true" : "false");
}

char *event_words(const cJSON *event, const struct argv *members)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < members->count; i++)
		add_member_text(&text, event_member(event, members->items[i]));
	return str_take(&text);
}
