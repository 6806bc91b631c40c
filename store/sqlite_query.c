/*
 * sqlite_query - statements, transactions and what SQLite says when it fails
 *
 * The first write begins a transaction (IMMEDIATE: a read that turns into a
 * write may be refused at once), the flush ends it. A statement that fails
 * undoes only itself, unless SQLite gives the whole transaction up; that is
 * remembered, so that no later write can be taken for durable.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/sqlite.h"

static bool is_disk_full(int code, int why)
{
	return code == SQLITE_FULL ||
	       (code == SQLITE_IOERR &&
		       (why == ENOSPC || why == EDQUOT || why == EFBIG));
}

int sqlite_fail(struct sqlite *sqlite, struct err *err)
{
	int code = sqlite3_errcode(sqlite->db) & 0xff;
	int why = sqlite3_system_errno(sqlite->db);
	const char *path = sqlite->path;

	/* It loses the reason of a failed commit; errno was 0 before. */
	if (!why)
		why = errno;
	if (is_disk_full(code, why)) {
		err_set(err, EXIT_TRY_LATER,
			"cannot write store: '%s': the disk is full", path);
		err_hint(err, "free some space");
	} else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
		sqlite_fail_damaged(sqlite, sqlite3_errmsg(sqlite->db), err);
	} else if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
		err_set(err, EXIT_TRY_LATER,
			"cannot use store: '%s': another program holds it",
			path);
	} else if (code == SQLITE_IOERR && why) {
		err_set(err, EXIT_TRY_LATER, "cannot use store: '%s': %s: %s",
			path, sqlite3_errmsg(sqlite->db), strerror(why));
	} else {
		err_set(err, EXIT_TRY_LATER, "cannot use store: '%s': %s", path,
			sqlite3_errmsg(sqlite->db));
	}
	return -1;
}

int sqlite_fail_damaged(
	struct sqlite *sqlite, const char *what, struct err *err)
{
	err_set(err, EXIT_WRONG_USE, "cannot use store: '%s': damaged: %s",
		sqlite->path, what);
	return err_hint(err, "put a backup in its place, or move it and its "
			     "-wal and -shm files away to start anew");
}

int sqlite_exec(struct sqlite *sqlite, const char *sql, struct err *err)
{
	errno = 0;
	if (sqlite3_exec(sqlite->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return sqlite_fail(sqlite, err);
}

static bool in_transaction(const struct sqlite *sqlite)
{
	return !sqlite3_get_autocommit(sqlite->db);
}

int sqlite_commit(struct store *store, struct err *err)
{
	struct sqlite *sqlite = sqlite_of(store);
	int rc = 0;

	if (sqlite->lost) {
		*err = sqlite->why;
		rc = -1;
	} else if (in_transaction(sqlite)) {
		rc = sqlite_exec(sqlite, "COMMIT", err);
	}
	if (rc < 0)
		sqlite_undo(store);
	return rc;
}

void sqlite_undo(struct store *store)
{
	struct sqlite *sqlite = sqlite_of(store);

	/* It can fail only where nothing is left to undo. */
	if (in_transaction(sqlite))
		sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL);
	sqlite->lost = false;
}

bool sqlite_is_dirty(const struct store *store)
{
	const struct sqlite *sqlite = (const struct sqlite *)store;

	return sqlite->lost || in_transaction(sqlite);
}

int sqlite_begin_part(struct store *store, struct err *err)
{
	struct sqlite *sqlite = sqlite_of(store);

	if (!in_transaction(sqlite) &&
		sqlite_exec(sqlite, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	return sqlite_exec(sqlite, "SAVEPOINT part", err);
}

int sqlite_end_part(struct store *store, bool keep, struct err *err)
{
	struct sqlite *sqlite = sqlite_of(store);

	/* SQLite has undone more than that already: the flush says so. */
	if (sqlite->lost || !in_transaction(sqlite))
		return 0;
	return sqlite_exec(sqlite,
		keep ? "RELEASE part" : "ROLLBACK TO part; RELEASE part", err);
}

static sqlite3_stmt *find_statement(struct sqlite *sqlite, const char *sql)
{
	sqlite3_stmt *statement;

	for (size_t i = 0; i < sqlite->kept_count; i++)
		if (sqlite->kept[i].sql == sql)
			return sqlite->kept[i].statement;
	if (sqlite->kept_count == SQLITE_STATEMENTS)
		log_fatal("more than %d statements", SQLITE_STATEMENTS);
	if (sqlite3_prepare_v3(sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		    &statement, NULL) != SQLITE_OK)
		return NULL;
	sqlite->kept[sqlite->kept_count].sql = sql;
	sqlite->kept[sqlite->kept_count++].statement = statement;
	return statement;
}

struct query query_begin(struct sqlite *sqlite, const char *sql)
{
	return (struct query){ sqlite, find_statement(sqlite, sql), 1 };
}

int query_begin_write(struct query *query, struct sqlite *sqlite,
	const char *sql, struct err *err)
{
	*query = (struct query){ sqlite, NULL, 1 };
	if (sqlite->lost) {
		if (err)
			*err = sqlite->why;
		return -1;
	}
	if (!in_transaction(sqlite) &&
		sqlite_exec(sqlite, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	*query = query_begin(sqlite, sql);
	return query->statement ? 0 : sqlite_fail(sqlite, err);
}

void query_bind_text(struct query *query, const char *text)
{
	/* The caller's text stands until the statement is done. */
	sqlite3_bind_text(
		query->statement, query->at++, text, -1, SQLITE_STATIC);
}

void query_bind_number(struct query *query, int64_t number)
{
	sqlite3_bind_int64(query->statement, query->at++, number);
}

void query_bind_null(struct query *query)
{
	sqlite3_bind_null(query->statement, query->at++);
}

void query_bind_evidence(struct query *query, const struct evidence_list *list)
{
	cJSON *json = evidence_write(list);
	char *text = json_line(json);

	sqlite3_bind_text(
		query->statement, query->at++, text, -1, SQLITE_TRANSIENT);
	free(text);
	cJSON_Delete(json);
}

bool query_evidence(struct query *query, struct evidence_list *list)
{
	char *text = query_text(query);
	cJSON *json = text ? json_parse(text, strlen(text),
				     SQLITE_TEXT_MAX_BYTES, "evidence", NULL)
			   : NULL;
	bool is_list = evidence_read(list, json);

	cJSON_Delete(json);
	free(text);
	return is_list;
}

int query_step(struct query *query, struct err *err)
{
	struct sqlite *sqlite = query->sqlite;
	bool was_writing = in_transaction(sqlite);
	struct err why = ERR_INIT;
	int rc;

	query->at = 0;
	errno = 0;
	rc = query->statement ? sqlite3_step(query->statement) : SQLITE_ERROR;
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	sqlite_fail(sqlite, &why);
	if (was_writing && !in_transaction(sqlite)) {
		sqlite->lost = true;
		sqlite->why = why;
	}
	if (err)
		*err = why;
	return -1;
}

char *query_text(struct query *query)
{
	return mem_copy((const char *)sqlite3_column_text(
		query->statement, query->at++));
}

int64_t query_number(struct query *query)
{
	return sqlite3_column_int64(query->statement, query->at++);
}

bool query_is_null(struct query *query)
{
	return sqlite3_column_type(query->statement, query->at) == SQLITE_NULL;
}

int query_word(struct query *query, int (*from_name)(const char *name))
{
	return from_name((const char *)sqlite3_column_text(
		query->statement, query->at++));
}

void query_end(struct query *query)
{
	if (!query->statement)
		return;
	sqlite3_reset(query->statement);
	sqlite3_clear_bindings(query->statement);
}

int query_run(struct query *query, struct err *err)
{
	int rc = query_step(query, err);

	query_end(query);
	return rc;
}

int query_one_number(struct query *query, int64_t *number, struct err *err)
{
	int rc = query_step(query, err);

	if (rc > 0)
		*number = query_number(query);
	query_end(query);
	return rc < 0 ? -1 : 0;
}

void *list_grow(void *items, size_t count, size_t item_size)
{
	/* Doubled whenever it is full: at every power of two. */
	if (count & (count - 1))
		return items;
	return mem_grow(items, (count ? count * 2 : 1) * item_size);
}
