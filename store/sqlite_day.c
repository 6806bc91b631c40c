/*
 * sqlite_day - the sum of what the runs of a day have used
 *
 * Sums use total(), which is floating: sum() fails when it overflows, and a CLI
 * may report any number. Runs that go on and runs that have not begun are found
 * by having no verdict.
 */
#include "store/sqlite.h"

static int64_t not_negative(int64_t number)
{
	return number > 0 ? number : 0;
}

int sqlite_sum_day(struct store *store, int64_t from_ms, int64_t now_ms,
	struct day_use *use, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT total(iif(started_ms, started_ms >= ?1, judged = 0)),"
		" total(iif(started_ms = 0, 0,"
		"  iif(ended_ms, ended_ms, ?2) - max(started_ms, ?1))),"
		" total(input_tokens), total(output_tokens), total(cost),"
		" total(judged = 0 AND started_ms > 0)"
		" FROM run WHERE ended_ms >= ?1 OR judged = 0");
	int rc;

	*use = (struct day_use){ 0 };
	query_bind_number(&query, from_ms);
	query_bind_number(&query, now_ms);
	rc = query_step(&query, err);
	if (rc > 0) {
		use->runs = query_number(&query);
		use->run_time_ms = not_negative(query_number(&query));
		use->usage.input = query_number(&query);
		use->usage.output = query_number(&query);
		use->usage.cost = query_number(&query);
		use->going = query_number(&query);
		rc = 0;
	}
	query_end(&query);
	return rc;
}
