/*
 * event_pattern - whether an agent's event is of a kind, and what it says: see
 * event_pattern.h
 */
#include "supervisor/event_pattern.h"

#include <stdlib.h>
#include <string.h>

bool event_matches(const cJSON *event, const cJSON *pattern)
{
	const cJSON *wanted;

	cJSON_ArrayForEach(wanted, pattern)
	{
		const cJSON *found =
			cJSON_GetObjectItemCaseSensitive(event, wanted->string);

		if (!found)
			return false;
		if (cJSON_IsObject(wanted)
				? !event_matches(found, wanted)
				: !cJSON_Compare(found, wanted, true))
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
