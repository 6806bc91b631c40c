/*
 * sqlite_journal - what happened, in order
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "store/sqlite.h"

/* What read_event reads, in this order. */
#define SELECT "SELECT number, time_ms, kind, task, agent, run, data "

int sqlite_add_journal(
	struct store *store, struct journal_line *event, struct err *err)
{
	struct sqlite *sqlite = sqlite_of(store);
	struct query query;
	char *data;
	int rc;

	if (query_begin_write(&query, sqlite,
		    "INSERT INTO event (time_ms, kind, task, agent, run, data)"
		    " VALUES (?,?,?,?,?,?)",
		    err) < 0)
		return -1;
	data = event->data ? json_line(event->data) : NULL;
	query_bind_number(&query, event->time_ms);
	query_bind_text(&query, journal_kind_name(event->kind));
	query_bind_number(&query, event->task);
	query_bind_text(&query, event->agent);
	query_bind_text(&query, event->run);
	query_bind_text(&query, data);
	rc = query_run(&query, err);
	free(data);
	if (!rc)
		event->number = sqlite3_last_insert_rowid(sqlite->db);
	return rc;
}

static int read_event(
	struct query *query, struct journal_line *event, struct err *err)
{
	char *data;
	int kind;

	*event = JOURNAL_LINE_INIT;
	event->number = query_number(query);
	event->time_ms = query_number(query);
	kind = query_word(query, journal_kind_from_name);
	event->kind = kind < 0 ? JOURNAL_UNKNOWN : (enum journal_kind)kind;
	event->task = query_number(query);
	event->agent = query_text(query);
	event->run = query_text(query);
	data = query_text(query);
	if (data)
		event->data = json_parse(data, strlen(data),
			SQLITE_TEXT_MAX_BYTES, "event", NULL);
	if (data && !event->data) {
		free(data);
		journal_line_clear(event);
		return sqlite_fail_damaged(
			query->sqlite, "an event that is not JSON", err);
	}
	free(data);
	return 0;
}

/* All rows of a query that has its values. */
static int read_events(
	struct query *query, struct journal_list *list, struct err *err)
{
	struct journal_list found = { 0 };
	int rc;

	while ((rc = query_step(query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_event(query, &found.items[found.count], err);
		if (rc < 0)
			break;
		found.count++;
	}
	query_end(query);
	if (rc < 0)
		journal_list_clear(&found);
	else
		*list = found;
	return rc;
}

int sqlite_list_journal(struct store *store, int64_t after, int limit,
	struct journal_list *list, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		SELECT "FROM event WHERE number > ? ORDER BY number LIMIT ?");

	query_bind_number(&query, after);
	query_bind_number(&query, limit);
	return read_events(&query, list, err);
}

int sqlite_list_task_journal(struct store *store, int64_t task, int limit,
	struct journal_list *list, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		SELECT "FROM (SELECT * FROM event WHERE task = ?"
		       " ORDER BY number DESC LIMIT ?) ORDER BY number");

	query_bind_number(&query, task);
	query_bind_number(&query, limit);
	return read_events(&query, list, err);
}

int sqlite_last_journal(struct store *store, int64_t *number, struct err *err)
{
	struct query query =
		query_begin(sqlite_of(store), "SELECT max(number) FROM event");

	*number = 0;
	return query_one_number(&query, number, err);
}

int sqlite_prune_journal(
	struct store *store, int64_t before_ms, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "DELETE FROM event WHERE time_ms < ?", err) < 0)
		return -1;
	query_bind_number(&query, before_ms);
	return query_run(&query, err);
}
