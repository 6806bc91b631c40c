/*
 * sqlite_dialogs - dialogs at which the profile's answer was typed
 */
#include "store/sqlite.h"

int sqlite_save_dialog(
	struct store *store, const struct dialog *dialog, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "INSERT OR REPLACE INTO dialog (task, run, time_ms, what)"
		    " VALUES (?,?,?,?)",
		    err) < 0)
		return -1;
	query_bind_number(&query, dialog->task);
	query_bind_number(&query, dialog->run);
	query_bind_number(&query, dialog->time_ms);
	query_bind_text(&query, dialog->what);
	return query_run(&query, err);
}

int sqlite_get_dialog(struct store *store, int64_t task, struct dialog *dialog,
	struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT run, time_ms, what FROM dialog WHERE task = ?");
	int rc;

	*dialog = DIALOG_INIT;
	dialog->task = task;
	query_bind_number(&query, task);
	rc = query_step(&query, err);
	if (rc > 0) {
		dialog->run = query_number(&query);
		dialog->time_ms = query_number(&query);
		dialog->what = query_text(&query);
	}
	query_end(&query);
	return rc < 0 ? -1 : 0;
}

int sqlite_remove_dialog(struct store *store, int64_t task, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "DELETE FROM dialog WHERE task = ?", err) < 0)
		return -1;
	query_bind_number(&query, task);
	return query_run(&query, err);
}
