/*
 * sqlite_texts - texts that keepers were handed, and what became of them
 */
#include "store/sqlite.h"

/* What read_text reads and sqlite_save_text binds, in this order. */
#define COLUMNS "task, run, number, time_ms, state, by, words"

int sqlite_save_text(
	struct store *store, const struct text *text, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "INSERT OR REPLACE INTO text (" COLUMNS ")"
		    " VALUES (?,?,?,?,?,?,?)",
		    err) < 0)
		return -1;
	query_bind_number(&query, text->task);
	query_bind_number(&query, text->run);
	query_bind_number(&query, text->number);
	query_bind_number(&query, text->time_ms);
	query_bind_text(&query, text_state_name(text->state));
	query_bind_text(&query, text->by);
	query_bind_text(&query, text->words);
	return query_run(&query, err);
}

static int read_text(struct query *query, struct text *text, struct err *err)
{
	int state;

	*text = TEXT_INIT;
	text->task = query_number(query);
	text->run = query_number(query);
	text->number = query_number(query);
	text->time_ms = query_number(query);
	state = query_word(query, text_state_from_name);
	text->by = query_text(query);
	text->words = query_text(query);
	if (state >= 0) {
		text->state = (enum text_state)state;
		return 0;
	}
	text_clear(text);
	return sqlite_fail_damaged(
		query->sqlite, "a text in an unknown state", err);
}

int sqlite_list_queued_texts(struct store *store, int64_t task, int64_t run,
	struct text_list *list, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT " COLUMNS " FROM text WHERE task = ? AND run = ?"
		" AND state = 'queued' ORDER BY number");
	struct text_list found = { 0 };
	int rc;

	query_bind_number(&query, task);
	query_bind_number(&query, run);
	while ((rc = query_step(&query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_text(&query, &found.items[found.count], err);
		if (rc < 0)
			break;
		found.count++;
	}
	query_end(&query);
	if (rc < 0)
		text_list_clear(&found);
	else
		*list = found;
	return rc;
}

int sqlite_prune_texts(struct store *store, int64_t before_ms, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "DELETE FROM text WHERE time_ms < ? AND state <> 'queued'",
		    err) < 0)
		return -1;
	query_bind_number(&query, before_ms);
	return query_run(&query, err);
}
