/*
 * sqlite - what the files of the SQLite backend share; private to store/
 *
 * One connection that writes and checkpoints, in one process: SQLite before
 * 3.51.3 can corrupt a WAL when another connection commits during a
 * checkpoint. Statements are prepared once and kept; between two verbs none is
 * left half run. All values are bound, never written into SQL.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "store/backend.h"

#define SQLITE_STATEMENTS 64 /* more than the backend has */

/* No text that is put in may be longer, so that all can be read back. */
#define SQLITE_TEXT_MAX_BYTES ((size_t)8 << 20)

struct sqlite {
	struct store store; /* first: a store is one of these */
	sqlite3 *db;
	char *path;
	/*
	 * SQLite had to undo the whole transaction in the middle of it (a
	 * full disk, an I/O error): until the flush that says so, nothing
	 * more may be written.
	 */
	bool lost;
	struct err why;
	struct {
		const char *sql; /* the address is the key */
		sqlite3_stmt *statement;
	} kept[SQLITE_STATEMENTS];
	size_t kept_count;
};

static inline struct sqlite *sqlite_of(struct store *store)
{
	return (struct sqlite *)store;
}

/* Fails with "cannot use store: 'PATH': …" and what SQLite says. */
int sqlite_fail(struct sqlite *sqlite, struct err *err);

/* Fails where a row is not what we could have written. */
int sqlite_fail_damaged(
	struct sqlite *sqlite, const char *what, struct err *err);

/* Runs constant SQL without values or rows. */
int sqlite_exec(struct sqlite *sqlite, const char *sql, struct err *err);

/*
 * A statement for a constant text, and where its next value is bound or its
 * next column is read. Begin it, bind, step, read, and end it in every case.
 */
struct query {
	struct sqlite *sqlite;
	sqlite3_stmt *statement; /* NULL when it could not begin */
	int at;
};

/* For reading. Failures appear at the first step. */
struct query query_begin(struct sqlite *sqlite, const char *sql);

/* For writing: begins the transaction if there is none. */
int query_begin_write(struct query *query, struct sqlite *sqlite,
	const char *sql, struct err *err);

/* NULL text is bound as null. */
void query_bind_text(struct query *query, const char *text);
void query_bind_number(struct query *query, int64_t number);
void query_bind_null(struct query *query);
void query_bind_evidence(struct query *query, const struct evidence_list *list);

/* 1: a row is there; 0: no more; -1: failed. */
int query_step(struct query *query, struct err *err);

/* The next column; text is the caller's, NULL for null. */
char *query_text(struct query *query);
int64_t query_number(struct query *query);
bool query_is_null(struct query *query); /* does not move on */
/* The next column as query_bind_evidence left it; false: it is damaged. */
bool query_evidence(struct query *query, struct evidence_list *list);
/* The next column through one of the model's …_from_name; -1: no such word. */
int query_word(struct query *query, int (*from_name)(const char *name));

void query_end(struct query *query);

/* Room for one item more after `count`; call it for each, from 0 on. */
void *list_grow(void *items, size_t count, size_t item_size);

/* Steps a statement that gives no row, and ends it. */
int query_run(struct query *query, struct err *err);
/* Steps a statement that gives one number, and ends it. */
int query_one_number(struct query *query, int64_t *number, struct err *err);

/* Is this a place for a database? Makes the file (0600) if there is none. */
int sqlite_claim(const char *path, struct err *err);

/* Whose is it, and how many steps has it taken (0: it is empty)? */
int sqlite_check_version(
	struct sqlite *sqlite, int64_t *version, struct err *err);
/* Takes the steps from `version` on. */
int sqlite_upgrade(struct sqlite *sqlite, int64_t version, struct err *err);

int sqlite_commit(struct store *store, struct err *err);
bool sqlite_is_dirty(const struct store *store);
int sqlite_begin_part(struct store *store, struct err *err);
int sqlite_end_part(struct store *store, bool keep, struct err *err);
void sqlite_undo(struct store *store);

/* The verbs: see store.h. */
int sqlite_get_epoch(struct store *store, int64_t *epoch, struct err *err);
int sqlite_set_epoch(struct store *store, int64_t epoch, struct err *err);

int sqlite_add_task(struct store *store, struct task *task, struct err *err);
int sqlite_next_task(struct store *store, int64_t *id, struct err *err);
int sqlite_save_task(
	struct store *store, const struct task *task, struct err *err);

int sqlite_get_task(
	struct store *store, int64_t id, struct task *task, struct err *err);
int sqlite_find_task(struct store *store, const char *word, struct task *task,
	struct err *err);
int sqlite_list_tasks(struct store *store, enum store_tasks which,
	int64_t now_ms, struct task_list *list, struct err *err);
int sqlite_count_tasks(struct store *store, enum store_tasks which,
	int64_t now_ms, int64_t most, int64_t *count, struct err *err);
int sqlite_count_states(
	struct store *store, int64_t counts[STATES], struct err *err);
int sqlite_next_due(struct store *store, int64_t *due_ms, struct err *err);

int sqlite_save_run(
	struct store *store, const struct run *run, struct err *err);
int sqlite_get_run(struct store *store, int64_t task, int64_t number,
	struct run *run, struct err *err);
int sqlite_list_runs(struct store *store, int64_t task, struct run_list *list,
	struct err *err);

int sqlite_save_publish(
	struct store *store, const struct publish *publish, struct err *err);
int sqlite_list_publishes(struct store *store, int64_t task,
	struct publish_list *list, struct err *err);

int sqlite_list_history(
	struct store *store, struct history *history, struct err *err);
int sqlite_list_ends(struct store *store, int64_t from_ms, int64_t to_ms,
	struct history *history, struct err *err);

int sqlite_sum_day(struct store *store, int64_t from_ms, int64_t now_ms,
	struct day_use *use, struct err *err);

int sqlite_get_admission(struct store *store, const char *profile,
	struct admission *admission, struct err *err);
int sqlite_save_admission(struct store *store,
	const struct admission *admission, struct err *err);
int sqlite_list_admissions(
	struct store *store, struct admission_list *list, struct err *err);

int sqlite_add_journal(
	struct store *store, struct journal_line *event, struct err *err);
int sqlite_list_journal(struct store *store, int64_t after, int limit,
	struct journal_list *list, struct err *err);
int sqlite_list_task_journal(struct store *store, int64_t task, int limit,
	struct journal_list *list, struct err *err);
int sqlite_last_journal(struct store *store, int64_t *number, struct err *err);
int sqlite_prune_journal(
	struct store *store, int64_t before_ms, struct err *err);

int sqlite_add_review(
	struct store *store, const struct review *review, struct err *err);
int sqlite_list_reviews(struct store *store, int64_t task,
	struct review_list *list, struct err *err);

int sqlite_save_text(
	struct store *store, const struct text *text, struct err *err);
int sqlite_list_queued_texts(struct store *store, int64_t task, int64_t run,
	struct text_list *list, struct err *err);
int sqlite_prune_texts(struct store *store, int64_t before_ms, struct err *err);

int sqlite_save_dialog(
	struct store *store, const struct dialog *dialog, struct err *err);
int sqlite_get_dialog(struct store *store, int64_t task, struct dialog *dialog,
	struct err *err);
int sqlite_remove_dialog(struct store *store, int64_t task, struct err *err);

int sqlite_add_notification(struct store *store,
	struct notification *notification, struct err *err);
int sqlite_save_notification(struct store *store,
	const struct notification *notification, struct err *err);
int sqlite_remove_notification(
	struct store *store, int64_t number, struct err *err);
int sqlite_list_notifications(struct store *store, enum notify_channel channel,
	int64_t now_ms, int limit, struct notification_list *list,
	struct err *err);
int sqlite_next_notification(struct store *store, enum notify_channel channel,
	int64_t *due_ms, struct err *err);
int sqlite_count_failed_notifications(struct store *store, int64_t since_ms,
	int64_t *count, struct notification *newest, struct err *err);
int sqlite_prune_notifications(
	struct store *store, int64_t before_ms, struct err *err);

#endif
