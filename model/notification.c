/*
 * notification - something that people are to be told: see notification.h
 */
#include "model/notification.h"

#include <stdlib.h>

#include "base/table.h"

static const char *const events[NOTIFY_EVENTS] = {
	[NOTIFY_ESCALATED] = "escalated",
	[NOTIFY_WAITING] = "waiting",
	[NOTIFY_PARKED] = "parked",
	[NOTIFY_BREAKER] = "breaker",
	[NOTIFY_COMPLETED] = "completed",
	[NOTIFY_FAILED] = "failed",
};

static const char *const channels[NOTIFY_CHANNELS] = {
	[NOTIFY_DESKTOP] = "desktop",
	[NOTIFY_COMMAND] = "command",
	[NOTIFY_WEBHOOK] = "webhook",
	[NOTIFY_MAIL] = "mail",
};

static const char *const states[NOTIFICATION_STATES] = {
	[NOTIFICATION_WAITING] = "waiting",
	[NOTIFICATION_FAILED] = "failed",
};

const char *notify_event_name(enum notify_event event)
{
	return events[event];
}

int notify_event_from_name(const char *name)
{
	return table_find(events, NOTIFY_EVENTS, name);
}

const char *notify_channel_name(enum notify_channel channel)
{
	return channels[channel];
}

int notify_channel_from_name(const char *name)
{
	return table_find(channels, NOTIFY_CHANNELS, name);
}

const char *notification_state_name(enum notification_state state)
{
	return states[state];
}

int notification_state_from_name(const char *name)
{
	return table_find(states, NOTIFICATION_STATES, name);
}

void notification_clear(struct notification *notification)
{
	free(notification->failure);
	cJSON_Delete(notification->event);
	*notification = NOTIFICATION_INIT;
}

void notification_list_clear(struct notification_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		notification_clear(&list->items[i]);
	free(list->items);
	*list = (struct notification_list){ 0 };
}
