/*
 * sqlite_notifications - what people are still to be told
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "store/sqlite.h"

int sqlite_add_notification(
	struct store *store, struct notification *notification, struct err *err)
{
	struct sqlite *sqlite = sqlite_of(store);
	struct query query;
	char *event;
	int rc;

	if (query_begin_write(&query, sqlite,
		    "INSERT INTO notification (channel, tries, due_ms, event)"
		    " VALUES (?,?,?,?)",
		    err) < 0)
		return -1;
	event = json_line(notification->event);
	query_bind_text(&query, notify_channel_name(notification->channel));
	query_bind_number(&query, notification->tries);
	query_bind_number(&query, notification->due_ms);
	query_bind_text(&query, event);
	rc = query_run(&query, err);
	free(event);
	if (!rc)
		notification->number = sqlite3_last_insert_rowid(sqlite->db);
	return rc;
}

int sqlite_save_notification(struct store *store,
	const struct notification *notification, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "UPDATE notification SET tries = ?, due_ms = ?"
		    " WHERE number = ?",
		    err) < 0)
		return -1;
	query_bind_number(&query, notification->tries);
	query_bind_number(&query, notification->due_ms);
	query_bind_number(&query, notification->number);
	return query_run(&query, err);
}

int sqlite_remove_notification(
	struct store *store, int64_t number, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "DELETE FROM notification WHERE number = ?", err) < 0)
		return -1;
	query_bind_number(&query, number);
	return query_run(&query, err);
}

static int read_notification(
	struct query *query, struct notification *notification, struct err *err)
{
	int channel;
	char *event;

	*notification = NOTIFICATION_INIT;
	notification->number = query_number(query);
	channel = query_word(query, notify_channel_from_name);
	notification->tries = query_number(query);
	notification->due_ms = query_number(query);
	event = query_text(query);
	if (event)
		notification->event = json_parse(event, strlen(event),
			SQLITE_TEXT_MAX_BYTES, "notification", NULL);
	free(event);
	if (channel >= 0 && notification->event) {
		notification->channel = (enum notify_channel)channel;
		return 0;
	}
	notification_clear(notification);
	return sqlite_fail_damaged(
		query->sqlite, "a notification that is none", err);
}

int sqlite_list_notifications(struct store *store, enum notify_channel channel,
	int64_t now_ms, int limit, struct notification_list *list,
	struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT number, channel, tries, due_ms, event"
		" FROM notification WHERE channel = ? AND due_ms <= ?"
		" ORDER BY number LIMIT ?");
	struct notification_list found = { 0 };
	int rc;

	query_bind_text(&query, notify_channel_name(channel));
	query_bind_number(&query, now_ms);
	query_bind_number(&query, limit);
	while ((rc = query_step(&query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_notification(&query, &found.items[found.count], err);
		if (rc < 0)
			break;
		found.count++;
	}
	query_end(&query);
	if (rc < 0)
		notification_list_clear(&found);
	else
		*list = found;
	return rc;
}

int sqlite_next_notification(struct store *store, enum notify_channel channel,
	int64_t *due_ms, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT ifnull(min(due_ms), 0) FROM notification"
		" WHERE channel = ?");

	*due_ms = 0;
	query_bind_text(&query, notify_channel_name(channel));
	return query_one_number(&query, due_ms, err);
}
