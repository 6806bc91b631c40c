/*
 * sqlite_notifications - what people are still to be told, and what they could
 * not be told
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "store/sqlite.h"

/* What read_notification reads, in this order. */
#define COLUMNS                                                                \
	"number, channel, tries, due_ms, state, failed_ms, failure, event"

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
		    "UPDATE notification SET tries = ?, due_ms = ?,"
		    " state = ?, failed_ms = ?, failure = ? WHERE number = ?",
		    err) < 0)
		return -1;
	query_bind_number(&query, notification->tries);
	query_bind_number(&query, notification->due_ms);
	query_bind_text(&query, notification_state_name(notification->state));
	query_bind_number(&query, notification->failed_ms);
	query_bind_text(&query, notification->failure);
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
	int channel, state;
	char *event;

	*notification = NOTIFICATION_INIT;
	notification->number = query_number(query);
	channel = query_word(query, notify_channel_from_name);
	notification->tries = query_number(query);
	notification->due_ms = query_number(query);
	state = query_word(query, notification_state_from_name);
	notification->failed_ms = query_number(query);
	notification->failure = query_text(query);
	event = query_text(query);
	if (event)
		notification->event = json_parse(event, strlen(event),
			SQLITE_TEXT_MAX_BYTES, "notification", NULL);
	free(event);
	if (channel >= 0 && state >= 0 && notification->event) {
		notification->channel = (enum notify_channel)channel;
		notification->state = (enum notification_state)state;
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
		"SELECT " COLUMNS " FROM notification"
		" WHERE state = 'waiting' AND channel = ? AND due_ms <= ?"
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
		" WHERE state = 'waiting' AND channel = ?");

	*due_ms = 0;
	query_bind_text(&query, notify_channel_name(channel));
	return query_one_number(&query, due_ms, err);
}

int sqlite_count_failed_notifications(struct store *store, int64_t since_ms,
	int64_t *count, struct notification *newest, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT " COLUMNS ", count(*) OVER () FROM notification"
		" WHERE state = 'failed' AND failed_ms >= ?"
		" ORDER BY failed_ms DESC, number DESC LIMIT 1");
	int rc;

	*count = 0;
	query_bind_number(&query, since_ms);
	rc = query_step(&query, err);
	if (rc > 0)
		rc = read_notification(&query, newest, err);
	if (rc == 0 && newest->number)
		*count = query_number(&query);
	query_end(&query);
	return rc;
}

int sqlite_prune_notifications(
	struct store *store, int64_t before_ms, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "DELETE FROM notification"
		    " WHERE state = 'failed' AND failed_ms < ?",
		    err) < 0)
		return -1;
	query_bind_number(&query, before_ms);
	return query_run(&query, err);
}
