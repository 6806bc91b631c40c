/*
 * queue - events that wait for their handler: see queue.h
 */
#include "supervisor/core/queue.h"

#include <stdlib.h>

#include "base/mem.h"
#include "supervisor/core/reply.h"

#define QUEUE_FIRST_SIZE 64

const char *event_kind_name(enum event_kind kind)
{
#define EVENT_NAME(name, comment) [EVENT_##name] = #name,
	static const char *const names[EVENTS] = {
		TASK_EVENTS_LIST(EVENT_NAME)[EVENT_NONE] = "NONE",
		OTHER_EVENTS_LIST(EVENT_NAME)
	};
#undef EVENT_NAME

	return names[kind];
}

void new_tasks_free(struct new_tasks *new_tasks)
{
	if (!new_tasks)
		return;
	task_list_clear(&new_tasks->tasks);
	argv_clear(&new_tasks->env);
	free(new_tasks->places);
	free(new_tasks->directory);
	free(new_tasks);
}

void event_clear(struct event *event)
{
	if (event->record) {
		record_clear(event->record);
		free(event->record);
	}
	if (event->reply)
		reply_release(event->reply);
	cJSON_Delete(event->answer);
	free(event->by);
	free(event->profile);
	free(event->text);
	evidence_clear(&event->evidence);
	reason_clear(&event->reason);
	new_tasks_free(event->new_tasks);
	*event = (struct event){ 0 };
}

static void queue_grow(struct queue *queue)
{
	size_t size = queue->size ? queue->size * 2 : QUEUE_FIRST_SIZE;
	struct event *items = mem_alloc(size * sizeof(*items));

	for (size_t i = 0; i < queue->count; i++)
		items[i] = queue->items[(queue->first + i) % queue->size];
	free(queue->items);
	queue->items = items;
	queue->size = size;
	queue->first = 0;
}

void queue_post(struct queue *queue, const struct event *event)
{
	if (queue->count == queue->size)
		queue_grow(queue);
	queue->items[(queue->first + queue->count++) % queue->size] = *event;
}

void queue_post_places_changed(struct queue *queue)
{
	queue->places_changed = true;
}

bool queue_take(struct queue *queue, struct event *event)
{
	if (queue->count) {
		*event = queue->items[queue->first];
		queue->first = (queue->first + 1) % queue->size;
		queue->count--;
		return true;
	}
	if (!queue->places_changed)
		return false;
	queue->places_changed = false;
	*event = (struct event){ .kind = EVENT_PLACES_CHANGED };
	return true;
}

bool queue_is_empty(const struct queue *queue)
{
	return !queue->count && !queue->places_changed;
}

void queue_drop(struct queue *queue, const struct err *why)
{
	struct event event;

	while (queue_take(queue, &event)) {
		if (event.reply)
			reply_refuse(event.reply, why);
		event_clear(&event);
	}
}

void queue_clear(struct queue *queue)
{
	struct event event;

	while (queue_take(queue, &event))
		event_clear(&event);
	free(queue->items);
	*queue = (struct queue){ 0 };
}
