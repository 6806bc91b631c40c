/*
 * sqlite_publishes - the tries to publish a task's work
 */
#include "store/sqlite.h"

int sqlite_save_publish(
	struct store *store, const struct publish *publish, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "INSERT OR REPLACE INTO publish (task, number, run,"
		    " began_ms, ended_ms, ok, evidence, answer)"
		    " VALUES (?,?,?,?,?,?,?,?)",
		    err) < 0)
		return -1;
	query_bind_number(&query, publish->task);
	query_bind_number(&query, publish->number);
	query_bind_number(&query, publish->run);
	query_bind_number(&query, publish->began_ms);
	query_bind_number(&query, publish->ended_ms);
	query_bind_number(&query, publish->ok);
	query_bind_evidence(&query, &publish->evidence);
	query_bind_text(&query, publish->answer);
	return query_run(&query, err);
}

static int read_row(
	struct query *query, struct publish *publish, struct err *err)
{
	*publish = PUBLISH_INIT;
	publish->task = query_number(query);
	publish->number = query_number(query);
	publish->run = query_number(query);
	publish->began_ms = query_number(query);
	publish->ended_ms = query_number(query);
	publish->ok = query_number(query) != 0;
	if (!query_evidence(query, &publish->evidence)) {
		publish_clear(publish);
		return sqlite_fail_damaged(query->sqlite,
			"a try to publish without evidence", err);
	}
	publish->answer = query_text(query);
	return 0;
}

int sqlite_list_publishes(struct store *store, int64_t task,
	struct publish_list *list, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT task, number, run, began_ms, ended_ms, ok, evidence,"
		" answer FROM publish WHERE task = ? ORDER BY number");
	struct publish_list found = { 0 };
	int rc;

	query_bind_number(&query, task);
	while ((rc = query_step(&query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_row(&query, &found.items[found.count], err);
		if (rc < 0)
			break;
		found.count++;
	}
	query_end(&query);
	if (rc < 0)
		publish_list_clear(&found);
	else
		*list = found;
	return rc;
}
