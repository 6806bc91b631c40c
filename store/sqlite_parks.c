/*
 * sqlite_parks - until when the profiles are parked
 */
#include "store/sqlite.h"

int sqlite_get_park(struct store *store, const char *profile, int64_t *until_ms,
	struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT until_ms FROM park WHERE profile = ?");

	*until_ms = 0;
	query_bind_text(&query, profile);
	return query_one_number(&query, until_ms, err);
}

static int forget(struct sqlite *sqlite, const char *profile, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite,
		    "DELETE FROM park WHERE profile = ?", err) < 0)
		return -1;
	query_bind_text(&query, profile);
	return query_run(&query, err);
}

int sqlite_set_park(struct store *store, const char *profile, int64_t until_ms,
	struct err *err)
{
	struct query query;

	if (!until_ms)
		return forget(sqlite_of(store), profile, err);
	if (query_begin_write(&query, sqlite_of(store),
		    "INSERT INTO park (profile, until_ms) VALUES (?, ?)"
		    " ON CONFLICT (profile) DO UPDATE"
		    " SET until_ms = excluded.until_ms",
		    err) < 0)
		return -1;
	query_bind_text(&query, profile);
	query_bind_number(&query, until_ms);
	return query_run(&query, err);
}
