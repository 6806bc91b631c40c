/*
 * sqlite_schema - the tables, and how an older store becomes a newer one
 *
 * PRAGMA user_version counts the steps that a store has taken; each is one
 * transaction. A step that was ever released is never changed: the next idea
 * is a new step. States, verdicts and the like are words, so that a person
 * can read the database and a newer enum cannot shift an older value.
 */
#include "store/sqlite.h"

/* "reev", so that no other program's database is taken for ours. */
#define APPLICATION_ID 0x72656576

/*
 * A list of sentences becomes a list of codes and sentences. Those sentences
 * that programs had read back get their code; all others are unknown. `own`
 * are further cases.
 */
#define CODE_EVIDENCE(table, own)                                              \
	"UPDATE " table                                                        \
	" SET evidence = (SELECT json_group_array(json_object("                \
	"	'code', CASE"                                                        \
	"	WHEN value LIKE 'it ended with others at once: %'"                   \
	"		THEN 'common_cause'"                                                \
	"	WHEN value = 'the machine was started anew while it ran'"            \
	"		THEN 'rebooted'"                                                    \
	"	WHEN value = 'the work itself is complete'"                          \
	"		THEN 'work_complete'"                                               \
	"	WHEN value GLOB 'exit code [0-9]*'"                                  \
	"		OR value GLOB 'signal [0-9]*'"                                      \
	"		OR value GLOB 'wait status [0-9]*'"                                 \
	"		THEN 'wait_status'" own                                \
	"	ELSE 'unknown' END, 'text', value)) FROM json_each(evidence))"       \
	" WHERE json_valid(evidence) AND json_type(evidence) = 'array';"

static const char *const steps[] = {
	"CREATE TABLE meta ("
	"	name TEXT NOT NULL PRIMARY KEY,"
	"	number INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"

	"CREATE TABLE task ("
	"	id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	name TEXT NOT NULL UNIQUE,"
	"	asked TEXT NOT NULL," /* JSON: what task_write_asked gives */
	"	profile TEXT NOT NULL,"
	"	priority INTEGER NOT NULL,"
	"	worktree TEXT,"
	"	branch TEXT,"
	"	base_commit TEXT,"
	"	state TEXT NOT NULL,"
	"	wanted TEXT NOT NULL,"
	"	wanted_by TEXT,"
	"	conversation TEXT,"
	"	runs INTEGER NOT NULL,"
	"	attempts INTEGER NOT NULL,"
	"	recovery_used INTEGER NOT NULL,"
	"	mode TEXT NOT NULL,"
	"	due_ms INTEGER NOT NULL,"
	"	created_ms INTEGER NOT NULL,"
	"	started_ms INTEGER NOT NULL,"
	"	ended_ms INTEGER NOT NULL,"
	"	budget_ms INTEGER NOT NULL,"
	"	verdict TEXT NOT NULL,"
	"	decision TEXT NOT NULL,"
	"	reason TEXT"
	") STRICT;"
	"CREATE INDEX task_active ON task (id) WHERE state NOT IN"
	"	('completed', 'failed', 'escalated', 'held', 'stopped');"
	"CREATE INDEX task_queued ON task (priority DESC, id)"
	"	WHERE state = 'queued';"
	"CREATE INDEX task_blocked ON task (id) WHERE state = 'blocked';"
	"CREATE INDEX task_due ON task (due_ms, id) WHERE due_ms > 0;"

	"CREATE TABLE dependency ("
	"	task INTEGER NOT NULL REFERENCES task (id),"
	"	after INTEGER NOT NULL REFERENCES task (id)"
	"		CHECK (after < task)," /* so there are no circles */
	"	PRIMARY KEY (task, after)"
	") STRICT, WITHOUT ROWID;"

	"CREATE TABLE run ("
	"	task INTEGER NOT NULL REFERENCES task (id),"
	"	number INTEGER NOT NULL,"
	"	mode TEXT NOT NULL,"
	"	profile TEXT NOT NULL,"
	"	conversation TEXT,"
	"	started_ms INTEGER NOT NULL,"
	"	ended_ms INTEGER NOT NULL,"
	"	wait_status INTEGER," /* null: not known */
	"	judged INTEGER NOT NULL,"
	"	by_keyboard INTEGER NOT NULL,"
	"	verdict TEXT NOT NULL,"
	"	evidence TEXT NOT NULL," /* JSON: a list of sentences */
	"	decision TEXT NOT NULL,"
	"	reason TEXT,"
	"	PRIMARY KEY (task, number)"
	") STRICT, WITHOUT ROWID;"

	"CREATE TABLE event ("
	"	number INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	time_ms INTEGER NOT NULL,"
	"	kind TEXT NOT NULL,"
	"	task INTEGER NOT NULL," /* 0: about reeve itself */
	"	agent TEXT,"
	"	run TEXT,"
	"	data TEXT" /* JSON: an object */
	") STRICT;"
	"CREATE INDEX event_time ON event (time_ms);"

	"PRAGMA application_id = 0x72656576;"
	"PRAGMA user_version = 1;",

	/* files: null: nobody has counted them */
	"ALTER TABLE task ADD COLUMN files INTEGER;"
	"CREATE INDEX run_ended ON run (ended_ms);"
	"CREATE INDEX event_task ON event (task, number);"
	"PRAGMA user_version = 2;",

	/* What was said about tasks, and what people are to be told. */
	"CREATE TABLE review ("
	"	number INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	task INTEGER NOT NULL REFERENCES task (id),"
	"	run INTEGER NOT NULL," /* the newest there was; 0: none */
	"	time_ms INTEGER NOT NULL,"
	"	what TEXT NOT NULL,"
	"	by TEXT NOT NULL,"
	"	text TEXT"
	") STRICT;"
	"CREATE INDEX review_task ON review (task, number);"
	"CREATE TABLE notification ("
	"	number INTEGER PRIMARY KEY AUTOINCREMENT,"
	"	channel TEXT NOT NULL,"
	"	tries INTEGER NOT NULL,"
	"	due_ms INTEGER NOT NULL,"
	"	event TEXT NOT NULL" /* JSON: an object */
	") STRICT;"
	"CREATE INDEX notification_due ON notification (channel, due_ms);"
	"PRAGMA user_version = 3;",

	/* What a run has used, and limits that outlast it. */
	"ALTER TABLE run ADD COLUMN until_ms INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE run ADD COLUMN input_tokens INTEGER;" /* null: not said */
	"ALTER TABLE run ADD COLUMN output_tokens INTEGER;"
	"ALTER TABLE run ADD COLUMN cost INTEGER;" /* millionths of a dollar */
	"CREATE TABLE park ("
	"	profile TEXT NOT NULL PRIMARY KEY,"
	"	until_ms INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"PRAGMA user_version = 4;",

	/* How tasks end. */
	"ALTER TABLE task ADD COLUMN handoff INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE task ADD COLUMN published TEXT;"
	"ALTER TABLE run ADD COLUMN mark TEXT;" /* of its worktree at the end */
	"CREATE TABLE publish ("
	"	task INTEGER NOT NULL REFERENCES task (id),"
	"	number INTEGER NOT NULL,"
	"	run INTEGER NOT NULL,"
	"	began_ms INTEGER NOT NULL,"
	"	ended_ms INTEGER NOT NULL," /* 0: it has no end */
	"	ok INTEGER NOT NULL,"
	"	evidence TEXT NOT NULL," /* JSON: a list of sentences */
	"	answer TEXT,"
	"	PRIMARY KEY (task, number)"
	") STRICT, WITHOUT ROWID;"
	/* A park is one of the things that hold a profile back. */
	"CREATE TABLE gate ("
	"	profile TEXT NOT NULL PRIMARY KEY," /* '*': all of them */
	"	limit_ms INTEGER NOT NULL DEFAULT 0,"
	"	breaker TEXT NOT NULL DEFAULT 'closed',"
	"	verdict TEXT NOT NULL DEFAULT 'unknown',"
	"	cause TEXT NOT NULL DEFAULT 'unseen',"
	"	since_ms INTEGER NOT NULL DEFAULT 0,"
	"	from_ms INTEGER NOT NULL DEFAULT 0,"
	"	until_ms INTEGER NOT NULL DEFAULT 0,"
	"	wait_ms INTEGER NOT NULL DEFAULT 0,"
	"	probe INTEGER NOT NULL DEFAULT 0,"
	"	probe_run INTEGER NOT NULL DEFAULT 0,"
	"	task INTEGER NOT NULL DEFAULT 0,"
	"	agents INTEGER NOT NULL DEFAULT 0,"
	"	opened INTEGER NOT NULL DEFAULT 0,"
	"	reason TEXT,"
	"	most INTEGER NOT NULL DEFAULT 0,"
	"	most_of INTEGER NOT NULL DEFAULT 0,"
	"	most_ms INTEGER NOT NULL DEFAULT 0"
	") STRICT, WITHOUT ROWID;"
	"INSERT INTO gate (profile, limit_ms)"
	"	SELECT profile, until_ms FROM park;"
	"DROP TABLE park;"

	/* What a day has used. */
	"CREATE INDEX run_open ON run (task) WHERE judged = 0;"
	"PRAGMA user_version = 5;",

	/* What waiting for limits took of a task's time. */
	"ALTER TABLE task ADD COLUMN waited_ms INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE task ADD COLUMN held_ms INTEGER NOT NULL DEFAULT 0;"
	"PRAGMA user_version = 6;",

	/* Codes beside sentences. */
	CODE_EVIDENCE("run",
		" WHEN verdict = 'api_error' AND (value LIKE '%connect%'"
		"	OR value LIKE '%network%' OR value LIKE '%econn%'"
		"	OR value LIKE '%enotfound%' OR value LIKE '%eai_again%'"
		"	OR value LIKE '%ehostunreach%' OR value LIKE '%resolve%'"
		"	OR value LIKE '%dns error%' OR value LIKE '%socket%'"
		"	OR value LIKE '%error sending request%'"
		"	OR value LIKE '%fetch failed%') THEN 'connection'"
		" WHEN value LIKE 'its own words:%' THEN 'words'") CODE_EVIDENCE("publish",
		"") "ALTER TABLE run ADD COLUMN reason_code TEXT NOT NULL"
		    "	DEFAULT 'unknown';"
		    "ALTER TABLE task ADD COLUMN reason_code TEXT NOT NULL"
		    "	DEFAULT 'unknown';"
		    /* What an agent waits for: a number that is the same for the same. */
		    "ALTER TABLE task ADD COLUMN awaits INTEGER NOT NULL DEFAULT 0;"
		    "ALTER TABLE task ADD COLUMN asks_secret INTEGER NOT NULL DEFAULT 0;"
		    "UPDATE task SET asks_secret = 1 WHERE state = 'waiting' AND ("
		    "	reason LIKE '%password%' OR reason LIKE '%passphrase%'"
		    "	OR reason LIKE '%passcode%' OR reason LIKE '%secret%'"
		    "	OR reason LIKE '%token%' OR reason LIKE '%api key%');"
		    "PRAGMA user_version = 7;",
	/* The journal is pruned, so state that was read from it has tables of
	 * its own; what is still open in the journal is moved there. */
	"CREATE TABLE text ("
	"	task INTEGER NOT NULL REFERENCES task (id),"
	"	run INTEGER NOT NULL,"
	"	number INTEGER NOT NULL," /* the keeper's */
	"	time_ms INTEGER NOT NULL,"
	"	state TEXT NOT NULL,"
	"	by TEXT,"
	"	words TEXT NOT NULL,"
	"	PRIMARY KEY (task, run, number)"
	") STRICT, WITHOUT ROWID;"
	"INSERT OR REPLACE INTO text"
	"	SELECT run.task, run.number, json_extract(said.data, '$.number'),"
	"		said.time_ms, 'queued', json_extract(said.data, '$.by'),"
	"		json_extract(said.data, '$.text')"
	"	FROM run JOIN event AS said ON said.task = run.task"
	"		AND said.run = run.task || '.' || run.number"
	"	WHERE run.judged = 0 AND said.kind = 'send'"
	"		AND json_extract(said.data, '$.queued')"
	"		AND json_extract(said.data, '$.text') IS NOT NULL"
	"		AND NOT EXISTS (SELECT * FROM event AS settled"
	"			WHERE settled.task = run.task"
	"			AND settled.run = said.run AND settled.kind"
	"				IN ('sent', 'send_kept', 'send_lost')"
	"			AND json_extract(settled.data, '$.number')"
	"				= json_extract(said.data, '$.number'));"

	"CREATE TABLE dialog ("
	"	task INTEGER NOT NULL PRIMARY KEY REFERENCES task (id),"
	"	run INTEGER NOT NULL,"
	"	time_ms INTEGER NOT NULL,"
	"	what TEXT"
	") STRICT, WITHOUT ROWID;"
	/* The answer is open where it is the newest event of its run. */
	"INSERT OR REPLACE INTO dialog"
	"	SELECT run.task, run.number, answered.time_ms,"
	"		json_extract(answered.data, '$.what')"
	"	FROM run JOIN event AS answered ON answered.task = run.task"
	"		AND answered.run = run.task || '.' || run.number"
	"	WHERE run.judged = 0 AND answered.kind = 'answered'"
	"		AND answered.number = (SELECT max(newest.number)"
	"			FROM event AS newest"
	"			WHERE newest.task = run.task"
	"			AND newest.run = answered.run);"

	"ALTER TABLE notification ADD COLUMN"
	"	state TEXT NOT NULL DEFAULT 'waiting';"
	"ALTER TABLE notification ADD COLUMN"
	"	failed_ms INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE notification ADD COLUMN failure TEXT;"
	"DROP INDEX notification_due;"
	"CREATE INDEX notification_due ON notification (channel, due_ms)"
	"	WHERE state = 'waiting';"
	"CREATE INDEX notification_failed ON notification (failed_ms)"
	"	WHERE state = 'failed';"
	"INSERT INTO notification"
	"	(channel, tries, due_ms, event, state, failed_ms, failure)"
	"	SELECT json_extract(data, '$.channel'),"
	"		json_extract(data, '$.tries'), 0, json_object('title',"
	"			json_extract(data, '$.what')), 'failed',"
	"		time_ms, json_extract(data, '$.why')"
	"	FROM event WHERE kind = 'notify_failed';"

	"ALTER TABLE gate RENAME TO admission;"
	"PRAGMA user_version = 8;",
};

#define STEPS ((int64_t)(sizeof(steps) / sizeof(*steps)))

static int read_pragma(struct sqlite *sqlite, const char *pragma,
	int64_t *number, struct err *err)
{
	struct query query = query_begin(sqlite, pragma);

	return query_one_number(&query, number, err);
}

int sqlite_check_version(
	struct sqlite *sqlite, int64_t *version, struct err *err)
{
	int64_t tables = 0, application = 0;

	if (read_pragma(sqlite, "SELECT count(*) FROM sqlite_schema", &tables,
		    err) < 0 ||
		read_pragma(sqlite, "PRAGMA application_id", &application,
			err) < 0 ||
		read_pragma(sqlite, "PRAGMA user_version", version, err) < 0)
		return -1;
	if (tables == 0 && *version == 0)
		return 0;
	if (application != APPLICATION_ID || *version < 1)
		return err_set(err, EXIT_WRONG_USE,
			"cannot use store: '%s': it is no store of reeve",
			sqlite->path);
	if (*version <= STEPS)
		return 0;
	err_set(err, EXIT_WRONG_USE,
		"cannot use store: '%s': its version %lld is newer than ours, "
		"%lld",
		sqlite->path, (long long)*version, (long long)STEPS);
	return err_hint(err, "the newer reeve that has used it");
}

int sqlite_upgrade(struct sqlite *sqlite, int64_t version, struct err *err)
{
	for (; version < STEPS; version++) {
		if (sqlite_exec(sqlite, "BEGIN IMMEDIATE", err) < 0)
			return -1;
		if (sqlite_exec(sqlite, steps[version], err) < 0 ||
			sqlite_commit(&sqlite->store, err) < 0) {
			sqlite_undo(&sqlite->store);
			return -1;
		}
	}
	return 0;
}
