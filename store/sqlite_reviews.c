/*
 * sqlite_reviews - the questions and answers about a task, in order
 */
#include "store/sqlite.h"

int sqlite_add_review(
	struct store *store, const struct review *review, struct err *err)
{
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "INSERT INTO review (task, run, time_ms, what, by, text)"
		    " VALUES (?,?,?,?,?,?)",
		    err) < 0)
		return -1;
	query_bind_number(&query, review->task);
	query_bind_number(&query, review->run);
	query_bind_number(&query, review->time_ms);
	query_bind_text(&query, review_what_name(review->what));
	query_bind_text(&query, review->by ? review->by : "somebody");
	query_bind_text(&query, review->text);
	return query_run(&query, err);
}

static int read_review(
	struct query *query, struct review *review, struct err *err)
{
	int what;

	*review = REVIEW_INIT;
	review->task = query_number(query);
	review->run = query_number(query);
	review->time_ms = query_number(query);
	what = query_word(query, review_what_from_name);
	review->by = query_text(query);
	review->text = query_text(query);
	if (what >= 0) {
		review->what = (enum review_what)what;
		return 0;
	}
	review_clear(review);
	return sqlite_fail_damaged(query->sqlite, "a review that is none", err);
}

int sqlite_list_reviews(struct store *store, int64_t task,
	struct review_list *list, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT task, run, time_ms, what, by, text FROM review"
		" WHERE task = ? ORDER BY number");
	struct review_list found = { 0 };
	int rc;

	query_bind_number(&query, task);
	while ((rc = query_step(&query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_review(&query, &found.items[found.count], err);
		if (rc < 0)
			break;
		found.count++;
	}
	query_end(&query);
	if (rc < 0)
		review_list_clear(&found);
	else
		*list = found;
	return rc;
}
