/*
 * sqlite_runs - the runs of a task
 */
#include "store/sqlite.h"

#define SELECT                                                                              \
	"SELECT task, number, mode, profile, conversation, started_ms, "                    \
	"ended_ms, wait_status, judged, by_keyboard, verdict, evidence, "                   \
	"decision, reason, reason_code, until_ms, input_tokens, output_tokens, cost, mark " \
	"FROM run "

static void bind_usage(struct query *query, const struct usage *usage)
{
	const int64_t numbers[] = { usage->input, usage->output, usage->cost };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (usage->known)
			query_bind_number(query, numbers[i]);
		else
			query_bind_null(query);
}

static void read_usage(struct query *query, struct usage *usage)
{
	usage->known = !query_is_null(query);
	usage->input = query_number(query);
	usage->output = query_number(query);
	usage->cost = query_number(query);
}

int sqlite_save_run(struct store *store, const struct run *run, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "INSERT OR REPLACE INTO run (task, number, mode, profile,"
		    " conversation, started_ms, ended_ms, wait_status, judged,"
		    "  by_keyboard, verdict, evidence, decision, reason,"
		    " reason_code,"
		    " until_ms, input_tokens, output_tokens, cost, mark)"
		    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		    err) < 0)
		return -1;
	query_bind_number(&query, run->task);
	query_bind_number(&query, run->number);
	query_bind_text(&query, run_mode_name(run->mode));
	query_bind_text(&query, run->profile);
	query_bind_text(&query, run->conversation);
	query_bind_number(&query, run->started_ms);
	query_bind_number(&query, run->ended_ms);
	if (run->status_known)
		query_bind_number(&query, run->wait_status);
	else
		query_bind_null(&query);
	query_bind_number(&query, run->judged);
	query_bind_number(&query, run->by_keyboard);
	query_bind_text(&query, verdict_name(run->verdict));
	query_bind_evidence(&query, &run->evidence);
	query_bind_text(&query, action_name(run->decision));
	query_bind_text(&query, run->reason.text);
	query_bind_text(&query, reason_name(run->reason.code));
	query_bind_number(&query, run->until_ms);
	bind_usage(&query, &run->usage);
	query_bind_text(&query, run->mark);
	return query_run(&query, err);
}

static int read_run(struct query *query, struct run *run, struct err *err)
{
	int mode, verdict, decision, reason;
	bool is_list;

	*run = RUN_INIT;
	run->task = query_number(query);
	run->number = query_number(query);
	mode = query_word(query, run_mode_from_name);
	run->profile = query_text(query);
	run->conversation = query_text(query);
	run->started_ms = query_number(query);
	run->ended_ms = query_number(query);
	run->status_known = !query_is_null(query);
	run->wait_status = (int)query_number(query);
	run->judged = query_number(query) != 0;
	run->by_keyboard = query_number(query) != 0;
	verdict = query_word(query, verdict_from_name);
	is_list = query_evidence(query, &run->evidence);
	decision = query_word(query, action_from_name);
	run->reason.text = query_text(query);
	reason = query_word(query, reason_from_name);
	run->until_ms = query_number(query);
	read_usage(query, &run->usage);
	run->mark = query_text(query);
	if (mode < 0 || verdict < 0 || decision < 0 || reason < 0 || !is_list) {
		run_clear(run);
		return sqlite_fail_damaged(query->sqlite,
			"a run with an unknown word or no evidence", err);
	}
	run->mode = (enum run_mode)mode;
	run->verdict = (enum verdict)verdict;
	run->decision = (enum action)decision;
	run->reason.code = (enum reason_code)reason;
	return 0;
}

int sqlite_get_run(struct store *store, int64_t task, int64_t number,
	struct run *run, struct err *err)
{
	struct query query = query_begin(
		sqlite_of(store), SELECT "WHERE task = ? AND number = ?");
	char id[RUN_ID_SIZE];
	int rc;

	query_bind_number(&query, task);
	query_bind_number(&query, number);
	rc = query_step(&query, err);
	if (rc > 0)
		rc = read_run(&query, run, err);
	else if (rc == 0)
		rc = err_set(err, EXIT_NO_TASK, "no such run: '%s'",
			run_id(id, task, number));
	query_end(&query);
	return rc;
}

int sqlite_list_runs(struct store *store, int64_t task, struct run_list *list,
	struct err *err)
{
	struct query query = query_begin(
		sqlite_of(store), SELECT "WHERE task = ? ORDER BY number");
	struct run_list found = { 0 };
	int rc;

	query_bind_number(&query, task);
	while ((rc = query_step(&query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_run(&query, &found.items[found.count], err);
		if (rc < 0)
			break;
		found.count++;
	}
	query_end(&query);
	if (rc < 0)
		run_list_clear(&found);
	else
		*list = found;
	return rc;
}
