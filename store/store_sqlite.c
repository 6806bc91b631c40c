/*
 * store_sqlite - the store in one SQLite database: see sqlite.h
 *
 * Before the first write, the place, the whole file (quick_check), its
 * application id and its version are checked. Then the journal mode is set and
 * the schema is updated.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/sqlite.h"

/* How long another reader or a backup may hold us up. */
#define BUSY_MS 5000

static const char careful[] = "PRAGMA trusted_schema = OFF;"
			      "PRAGMA cell_size_check = ON;"
			      "PRAGMA foreign_keys = ON;";

/* The log is cut back to this size after it has been copied. */
static const char durable[] = "PRAGMA synchronous = FULL;"
			      "PRAGMA journal_size_limit = 4194304;";

static int check_whole(struct sqlite *sqlite, struct err *err)
{
	struct query query = query_begin(sqlite, "PRAGMA quick_check(1)");
	int rc = query_step(&query, err);
	char *found = rc > 0 ? query_text(&query) : NULL;

	query_end(&query);
	if (found && strcmp(found, "ok"))
		rc = sqlite_fail_damaged(sqlite, found, err);
	free(found);
	return rc < 0 ? -1 : 0;
}

/* Where no log can be kept, SQLite says so by the mode it stays in. */
static int use_log(struct sqlite *sqlite, struct err *err)
{
	struct query query = query_begin(sqlite, "PRAGMA journal_mode = WAL");
	int rc = query_step(&query, err);
	char *mode = rc > 0 ? query_text(&query) : NULL;

	query_end(&query);
	if (rc >= 0 && (!mode || strcmp(mode, "wal")))
		rc = err_set(err, EXIT_WRONG_USE,
			"cannot use store: '%s': no write-ahead log there",
			sqlite->path);
	free(mode);
	return rc < 0 ? -1 : 0;
}

static int connect_to(struct sqlite *sqlite, int how, struct err *err)
{
	int flags = how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	if (sqlite3_open_v2(sqlite->path, &sqlite->db, flags, NULL) !=
		SQLITE_OK)
		return sqlite_fail(sqlite, err);
	sqlite3_busy_timeout(sqlite->db, BUSY_MS);
	return 0;
}

static void sqlite_close(struct store *store)
{
	struct sqlite *sqlite = sqlite_of(store);

	for (size_t i = 0; i < sqlite->kept_count; i++)
		sqlite3_finalize(sqlite->kept[i].statement);
	sqlite3_close(sqlite->db);
	free(sqlite->path);
	free(sqlite);
}

static int sqlite_open(struct store **store, const char *where, struct err *err)
{
	struct sqlite *sqlite;
	int64_t version = 0;

	if (sqlite_claim(where, err) < 0)
		return -1;
	sqlite = mem_alloc(sizeof(*sqlite));
	sqlite->path = mem_copy(where);
	if (connect_to(sqlite, SQLITE_OPEN_READWRITE, err) < 0 ||
		sqlite_exec(sqlite, careful, err) < 0 ||
		check_whole(sqlite, err) < 0 ||
		sqlite_check_version(sqlite, &version, err) < 0 ||
		use_log(sqlite, err) < 0 ||
		sqlite_exec(sqlite, durable, err) < 0 ||
		sqlite_upgrade(sqlite, version, err) < 0) {
		sqlite_close(&sqlite->store);
		return -1;
	}
	*store = &sqlite->store;
	return 0;
}

/* The one that writes has checked the file; a newer version is not read. */
static int sqlite_open_to_read(
	struct store **store, const char *where, struct err *err)
{
	struct sqlite *sqlite = mem_alloc(sizeof(*sqlite));
	int64_t version = 0;

	sqlite->path = mem_copy(where);
	if (connect_to(sqlite, SQLITE_OPEN_READONLY, err) < 0 ||
		sqlite_exec(sqlite, careful, err) < 0 ||
		sqlite_check_version(sqlite, &version, err) < 0) {
		sqlite_close(&sqlite->store);
		return -1;
	}
	*store = &sqlite->store;
	return 0;
}

int sqlite_get_epoch(struct store *store, int64_t *epoch, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT number FROM meta WHERE name = 'epoch'");

	*epoch = 0;
	return query_one_number(&query, epoch, err);
}

int sqlite_set_epoch(struct store *store, int64_t epoch, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "INSERT INTO meta (name, number) VALUES ('epoch', ?)"
		    " ON CONFLICT (name) DO UPDATE SET number = excluded.number",
		    err) < 0)
		return -1;
	query_bind_number(&query, epoch);
	return query_run(&query, err);
}

const struct store_ops store_sqlite = {
	.scheme = "sqlite",
	.open = sqlite_open,
	.open_to_read = sqlite_open_to_read,
	.close = sqlite_close,
	.commit = sqlite_commit,
	.is_dirty = sqlite_is_dirty,
	.begin_part = sqlite_begin_part,
	.end_part = sqlite_end_part,
	.undo = sqlite_undo,
	.get_epoch = sqlite_get_epoch,
	.set_epoch = sqlite_set_epoch,
	.add_task = sqlite_add_task,
	.next_task = sqlite_next_task,
	.save_task = sqlite_save_task,
	.get_task = sqlite_get_task,
	.find_task = sqlite_find_task,
	.list_tasks = sqlite_list_tasks,
	.count_tasks = sqlite_count_tasks,
	.count_states = sqlite_count_states,
	.next_due = sqlite_next_due,
	.save_run = sqlite_save_run,
	.get_run = sqlite_get_run,
	.list_runs = sqlite_list_runs,
	.save_publish = sqlite_save_publish,
	.list_publishes = sqlite_list_publishes,
	.list_history = sqlite_list_history,
	.list_ends = sqlite_list_ends,
	.sum_day = sqlite_sum_day,
	.get_admission = sqlite_get_admission,
	.save_admission = sqlite_save_admission,
	.list_admissions = sqlite_list_admissions,
	.add_journal = sqlite_add_journal,
	.list_journal = sqlite_list_journal,
	.list_task_journal = sqlite_list_task_journal,
	.last_journal = sqlite_last_journal,
	.prune_journal = sqlite_prune_journal,
	.add_review = sqlite_add_review,
	.list_reviews = sqlite_list_reviews,
	.save_text = sqlite_save_text,
	.list_queued_texts = sqlite_list_queued_texts,
	.prune_texts = sqlite_prune_texts,
	.save_dialog = sqlite_save_dialog,
	.get_dialog = sqlite_get_dialog,
	.remove_dialog = sqlite_remove_dialog,
	.add_notification = sqlite_add_notification,
	.save_notification = sqlite_save_notification,
	.remove_notification = sqlite_remove_notification,
	.list_notifications = sqlite_list_notifications,
	.next_notification = sqlite_next_notification,
	.count_failed_notifications = sqlite_count_failed_notifications,
	.prune_notifications = sqlite_prune_notifications,
};
