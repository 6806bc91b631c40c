/*
 * sqlite_history - the ends of all runs, for metrics
 *
 * One query over tasks and their runs, without the long columns.
 */
#include "store/sqlite.h"

/* What read_row reads, in this order. */
#define SELECT                                                                 \
	"SELECT t.id, t.name, t.worktree, t.state, t.ended_ms, t.files, "      \
	"r.number, r.started_ms, r.ended_ms, r.judged, "                       \
	"ifnull(r.verdict, 'unknown'), ifnull(r.decision, 'none'), "           \
	"r.input_tokens, r.output_tokens, r.cost, "                            \
	"r.profile, r.by_keyboard, r.until_ms, "                               \
	"(SELECT min(ended_ms) FROM publish WHERE task = t.id"                 \
	" AND run = r.number AND ended_ms > 0 AND NOT ok), "                   \
	"(SELECT max(ended_ms) FROM publish WHERE task = t.id"                 \
	" AND run = r.number AND ok) "

static int read_row(
	struct query *query, struct history_row *row, struct err *err)
{
	int state, verdict, decision;

	*row = (struct history_row){ 0 };
	row->task = query_number(query);
	row->agent = query_text(query);
	row->worktree = query_text(query);
	state = query_word(query, state_from_name);
	row->at_rest_ms = query_number(query);
	row->files_known = !query_is_null(query);
	row->files = query_number(query);
	row->number = query_number(query);
	row->started_ms = query_number(query);
	row->ended_ms = query_number(query);
	row->judged = query_number(query) != 0;
	verdict = query_word(query, verdict_from_name);
	decision = query_word(query, action_from_name);
	row->usage.known = !query_is_null(query);
	row->usage.input = query_number(query);
	row->usage.output = query_number(query);
	row->usage.cost = query_number(query);
	row->profile = query_text(query);
	row->by_keyboard = query_number(query) != 0;
	row->until_ms = query_number(query);
	row->unpublished_ms = query_number(query);
	row->published_ms = query_number(query);
	if (state < 0 || verdict < 0 || decision < 0)
		return sqlite_fail_damaged(
			query->sqlite, "a run with an unknown word", err);
	row->state = (enum state)state;
	row->verdict = (enum verdict)verdict;
	row->decision = (enum action)decision;
	if (!state_is_at_rest(row->state))
		row->at_rest_ms = 0;
	return 0;
}

static int read_rows(
	struct query *query, struct history *history, struct err *err)
{
	struct history found = { 0 };
	int rc;

	while ((rc = query_step(query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_row(query, &found.items[found.count++], err);
		if (rc < 0)
			break;
	}
	query_end(query);
	if (rc < 0)
		history_clear(&found);
	else
		*history = found;
	return rc;
}

int sqlite_list_history(
	struct store *store, struct history *history, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		SELECT "FROM task t LEFT JOIN run r ON r.task = t.id"
		       " ORDER BY t.id, r.number");

	return read_rows(&query, history, err);
}

int sqlite_list_ends(struct store *store, int64_t from_ms, int64_t to_ms,
	struct history *history, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		SELECT "FROM run r JOIN task t ON t.id = r.task"
		       " WHERE (r.task, r.number) IN (SELECT task, number"
		       " FROM run WHERE ended_ms BETWEEN ? AND ?"
		       " ORDER BY ended_ms DESC LIMIT 1000)"
		       " ORDER BY r.task, r.number");

	query_bind_number(&query, from_ms);
	query_bind_number(&query, to_ms);
	return read_rows(&query, history, err);
}
