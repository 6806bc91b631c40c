/*
 * publish - tries to publish, and how they are told: see publish.h
 */
#include "model/publish.h"

#include <stdlib.h>

#include "base/json.h"

cJSON *publish_write(const struct publish *publish)
{
	cJSON *json = cJSON_CreateObject();

	json_add_number(json, "number", publish->number);
	json_add_number(json, "run", publish->run);
	json_add_time(json, "began", publish->began_ms);
	json_add_time(json, "ended", publish->ended_ms);
	if (publish->ended_ms)
		json_add_bool(json, "ok", publish->ok);
	else
		json_add_text(json, "ok", NULL);
	evidence_write_member(json, "evidence", &publish->evidence);
	json_add_text(json, "answer", publish->answer);
	return json;
}

void publish_clear(struct publish *publish)
{
	evidence_clear(&publish->evidence);
	free(publish->answer);
	*publish = PUBLISH_INIT;
}

void publish_list_clear(struct publish_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		publish_clear(&list->items[i]);
	free(list->items);
	*list = (struct publish_list){ 0 };
}

int64_t publish_failures(const struct publish_list *list, int64_t since_ms)
{
	int64_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].ended_ms && !list->items[i].ok &&
			 list->items[i].ended_ms >= since_ms;
	return count;
}
