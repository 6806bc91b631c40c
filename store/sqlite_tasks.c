/*
 * sqlite_tasks - write tasks
 *
 * What WHERE and ORDER BY need is a column; the rest of the request is one JSON
 * text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "store/sqlite.h"

/* What bind_task binds, in this order. */
#define COLUMNS                                                                \
	"asked, profile, priority, worktree, branch, base_commit, state, "     \
	"wanted, wanted_by, conversation, runs, attempts, recovery_used, "     \
	"mode, due_ms, created_ms, started_ms, ended_ms, budget_ms, "          \
	"waited_ms, held_ms, verdict, decision, reason, reason_code, "         \
	"asks_secret, awaits, files, handoff, published"
#define VALUES "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?"

static void bind_task(
	struct query *query, const struct task *task, const char *asked)
{
	query_bind_text(query, asked);
	query_bind_text(query, task->profile);
	query_bind_number(query, task->priority);
	query_bind_text(query, task->worktree);
	query_bind_text(query, task->branch);
	query_bind_text(query, task->base_commit);
	query_bind_text(query, state_name(task->state));
	query_bind_text(query, wanted_name(task->wanted));
	query_bind_text(query, task->wanted_by);
	query_bind_text(query, task->conversation);
	query_bind_number(query, task->runs);
	query_bind_number(query, task->attempts);
	query_bind_number(query, task->recovery_used);
	query_bind_text(query, run_mode_name(task->mode));
	query_bind_number(query, task->due_ms);
	query_bind_number(query, task->created_ms);
	query_bind_number(query, task->started_ms);
	query_bind_number(query, task->ended_ms);
	query_bind_number(query, task->budget_ms);
	query_bind_number(query, task->waited_ms);
	query_bind_number(query, task->held_ms);
	query_bind_text(query, verdict_name(task->verdict));
	query_bind_text(query, action_name(task->decision));
	query_bind_text(query, task->reason.text);
	query_bind_text(query, reason_name(task->reason.code));
	query_bind_number(query, task->asks_secret);
	query_bind_number(query, task->awaits);
	if (task->files_known)
		query_bind_number(query, task->files);
	else
		query_bind_null(query);
	query_bind_number(query, task->handoff);
	query_bind_text(query, task->published);
}

/* What was asked as the text that is kept; the caller frees it. */
static int write_asked(char **asked, const struct task *task, struct err *err)
{
	cJSON *json = task_write_asked(task);
	char *text = json_line(json);

	cJSON_Delete(json);
	if (strlen(text) > SQLITE_TEXT_MAX_BYTES) {
		free(text);
		return err_set(err, EXIT_WRONG_USE,
			"cannot keep task: '%s': more than %zu bytes of it",
			task->name, SQLITE_TEXT_MAX_BYTES);
	}
	*asked = text;
	return 0;
}

static int insert_task(struct sqlite *sqlite, struct task *task,
	const char *asked, struct err *err)
{
	struct query query;
	int rc;

	if (query_begin_write(&query, sqlite,
		    "INSERT INTO task (" COLUMNS ", name)"
		    " VALUES (" VALUES ",?)",
		    err) < 0)
		return -1;
	bind_task(&query, task, asked);
	query_bind_text(&query, task->name);
	rc = query_step(&query, err);
	if (rc < 0 && sqlite3_extended_errcode(sqlite->db) ==
			      SQLITE_CONSTRAINT_UNIQUE)
		err_set(err, EXIT_WRONG_USE,
			"cannot add task: '%s': the name is taken", task->name);
	query_end(&query);
	if (!rc)
		task->id = sqlite3_last_insert_rowid(sqlite->db);
	return rc;
}

static int insert_dependency(
	struct sqlite *sqlite, int64_t task, const char *after, struct err *err)
{
	struct query query;
	int64_t number = 0;
	int rc;

	if (query_begin_write(&query, sqlite,
		    "INSERT INTO dependency (task, after) VALUES (?, ?)"
		    " ON CONFLICT DO NOTHING",
		    err) < 0)
		return -1;
	task_number_parse(after, &number);
	query_bind_number(&query, task);
	query_bind_number(&query, number);
	rc = query_step(&query, err);
	if (rc < 0 && (sqlite3_errcode(sqlite->db) & 0xff) == SQLITE_CONSTRAINT)
		err_set(err, EXIT_NO_TASK, "no such task: '%s'", after);
	query_end(&query);
	return rc;
}

static int insert_all(struct sqlite *sqlite, struct task *task,
	const char *asked, struct err *err)
{
	int rc = insert_task(sqlite, task, asked, err);

	for (size_t i = 0; !rc && i < task->after.count; i++)
		rc = insert_dependency(
			sqlite, task->id, task->after.items[i], err);
	return rc;
}

/* Several statements that must not count one by one. */
static int run_constant(struct sqlite *sqlite, const char *sql, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite, sql, err) < 0)
		return -1;
	return query_run(&query, err);
}

int sqlite_add_task(struct store *store, struct task *task, struct err *err)
{
	struct sqlite *sqlite = sqlite_of(store);
	char *asked = NULL;
	int rc;

	if (write_asked(&asked, task, err) < 0)
		return -1;
	rc = run_constant(sqlite, "SAVEPOINT add_task", err);
	if (rc < 0)
		goto out;
	rc = insert_all(sqlite, task, asked, err);
	if (rc < 0) {
		task->id = 0;
		run_constant(sqlite, "ROLLBACK TO add_task", NULL);
	}
	run_constant(sqlite, "RELEASE add_task", NULL);
out:
	free(asked);
	return rc;
}

int sqlite_next_task(struct store *store, int64_t *id, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT seq + 1 FROM sqlite_sequence WHERE name = 'task'");

	*id = 1;
	return query_one_number(&query, id, err);
}

int sqlite_save_task(
	struct store *store, const struct task *task, struct err *err)
{
	struct sqlite *sqlite = sqlite_of(store);
	struct query query;
	char *asked = NULL;
	int rc;

	if (write_asked(&asked, task, err) < 0)
		return -1;
	rc = query_begin_write(&query, sqlite,
		"UPDATE task SET (" COLUMNS ") = (" VALUES ") WHERE id = ?",
		err);
	if (rc < 0)
		goto out;
	bind_task(&query, task, asked);
	query_bind_number(&query, task->id);
	rc = query_run(&query, err);
	if (!rc && sqlite3_changes(sqlite->db) == 0)
		rc = err_set(err, EXIT_NO_TASK, "no such task: '%lld'",
			(long long)task->id);
out:
	free(asked);
	return rc;
}
