/*
 * notification - something that people are to be told, by one way
 *
 * Stored together with what it tells of, so that it is neither forgotten when
 * reeved ends nor told of what never was. A notification that was delivered is
 * deleted; one that failed for good stays for a while, for `reeve doctor`.
 */
#ifndef MODEL_NOTIFICATION_H
#define MODEL_NOTIFICATION_H

#include <cjson/cJSON.h>
#include <stdint.h>

/* What people can be told of; `notify.events` names them. */
enum notify_event {
	NOTIFY_ESCALATED = 0,
	NOTIFY_WAITING,
	NOTIFY_PARKED,
	NOTIFY_BREAKER,
	NOTIFY_COMPLETED,
	NOTIFY_FAILED,
	NOTIFY_EVENTS
};

enum notify_channel {
	NOTIFY_DESKTOP = 0,
	NOTIFY_COMMAND,
	NOTIFY_WEBHOOK,
	NOTIFY_MAIL,
	NOTIFY_CHANNELS
};

enum notification_state {
	NOTIFICATION_WAITING = 0, /* is delivered once it is due */
	NOTIFICATION_FAILED, /* is not tried again */
	NOTIFICATION_STATES
};

/* How long one that failed for good is kept, and told by `reeve doctor`. */
#define NOTIFICATION_FAILED_KEPT_MS INT64_C(86400000)

struct notification {
	int64_t number; /* grows; 0 until it is in the store */
	enum notify_channel channel;
	int64_t tries; /* that failed */
	int64_t due_ms; /* wall time of the next */
	enum notification_state state;
	int64_t failed_ms; /* wall time of the last failure; 0: none */
	char *failure; /* why it failed; NULL: it has not */
	cJSON *event; /* owned: the members are in docs/configuration.md */
};

#define NOTIFICATION_INIT ((struct notification){ 0 })

const char *notify_event_name(enum notify_event event);
int notify_event_from_name(const char *name); /* -1: no such word */
const char *notify_channel_name(enum notify_channel channel);
int notify_channel_from_name(const char *name);
const char *notification_state_name(enum notification_state state);
int notification_state_from_name(const char *name);

void notification_clear(struct notification *notification);

struct notification_list {
	struct notification *items;
	size_t count;
};

void notification_list_clear(struct notification_list *list);

#endif
