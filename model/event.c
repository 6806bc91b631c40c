/*
 * event - memory of events, and one as JSON: see event.h
 */
#include "model/event.h"

#include <stdlib.h>

#include "base/json.h"

cJSON *event_write(const struct event *event)
{
	cJSON *json = cJSON_CreateObject();
	const cJSON *item;

	json_add_time(json, "time", event->time_ms);
	json_add_text(json, "event", event->kind);
	if (event->task)
		json_add_number(json, "task", event->task);
	else
		json_add_text(json, "task", NULL);
	json_add_text(json, "agent", event->agent);
	json_add_text(json, "run", event->run);
	cJSON_ArrayForEach(item, event->data)
	{
		if (!cJSON_HasObjectItem(json, item->string))
			cJSON_AddItemToObject(
				json, item->string, cJSON_Duplicate(item, 1));
	}
	return json;
}

void event_clear(struct event *event)
{
	free(event->kind);
	free(event->agent);
	free(event->run);
	cJSON_Delete(event->data);
	*event = EVENT_INIT;
}

void event_list_clear(struct event_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		event_clear(&list->items[i]);
	free(list->items);
	*list = (struct event_list){ 0 };
}
