/*
 * sqlite_admission - the rows of admission: limits, breakers, probes
 */
#include "base/mem.h"
#include "store/sqlite.h"

/* What read_admission reads and sqlite_save_admission binds, in this order. */
#define COLUMNS                                                                     \
	"profile, limit_ms, breaker, verdict, cause, since_ms, from_ms, "           \
	"until_ms, wait_ms, probe, probe_run, task, agents, opened, reason, most, " \
	"most_of, most_ms"

static int read_admission(
	struct query *query, struct admission *admission, struct err *err)
{
	struct breaker *breaker = &admission->breaker;
	int state, verdict, cause;

	*admission = ADMISSION_INIT;
	admission->profile = query_text(query);
	admission->limit_ms = query_number(query);
	state = query_word(query, breaker_state_from_name);
	verdict = query_word(query, verdict_from_name);
	cause = query_word(query, mass_cause_from_name);
	breaker->since_ms = query_number(query);
	breaker->from_ms = query_number(query);
	breaker->until_ms = query_number(query);
	breaker->wait_ms = query_number(query);
	breaker->probe = query_number(query);
	breaker->probe_run = query_number(query);
	breaker->task = query_number(query);
	breaker->count = query_number(query);
	breaker->opened = query_number(query);
	breaker->reason = query_text(query);
	admission->most = query_number(query);
	admission->most_of = query_number(query);
	admission->most_ms = query_number(query);
	if (state < 0 || verdict < 0 || cause < 0)
		return sqlite_fail_damaged(query->sqlite,
			"an admission row with an unknown word", err);
	breaker->state = (enum breaker_state)state;
	breaker->verdict = (enum verdict)verdict;
	breaker->cause = (enum mass_cause)cause;
	return 0;
}

int sqlite_get_admission(struct store *store, const char *profile,
	struct admission *admission, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT " COLUMNS " FROM admission WHERE profile = ?");
	int rc;

	query_bind_text(&query, profile);
	rc = query_step(&query, err);
	if (rc > 0)
		rc = read_admission(&query, admission, err);
	else if (rc == 0)
		admission->profile = mem_copy(profile);
	query_end(&query);
	if (rc < 0)
		admission_clear(admission);
	return rc;
}

int sqlite_list_admissions(
	struct store *store, struct admission_list *list, struct err *err)
{
	struct query query = query_begin(sqlite_of(store),
		"SELECT " COLUMNS " FROM admission ORDER BY profile");
	struct admission_list found = { 0 };
	int rc;

	while ((rc = query_step(&query, err)) > 0) {
		found.items = list_grow(
			found.items, found.count, sizeof(*found.items));
		rc = read_admission(&query, &found.items[found.count++], err);
		if (rc < 0)
			break;
	}
	query_end(&query);
	if (rc < 0)
		admission_list_clear(&found);
	else
		*list = found;
	return rc;
}

int sqlite_save_admission(
	struct store *store, const struct admission *admission, struct err *err)
{
	const struct breaker *breaker = &admission->breaker;
	struct query query;

	if (query_begin_write(&query, sqlite_of(store),
		    "INSERT OR REPLACE INTO admission (" COLUMNS ") VALUES"
		    " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		    err) < 0)
		return -1;
	query_bind_text(&query, admission->profile);
	query_bind_number(&query, admission->limit_ms);
	query_bind_text(&query, breaker_state_name(breaker->state));
	query_bind_text(&query, verdict_name(breaker->verdict));
	query_bind_text(&query, mass_cause_name(breaker->cause));
	query_bind_number(&query, breaker->since_ms);
	query_bind_number(&query, breaker->from_ms);
	query_bind_number(&query, breaker->until_ms);
	query_bind_number(&query, breaker->wait_ms);
	query_bind_number(&query, breaker->probe);
	query_bind_number(&query, breaker->probe_run);
	query_bind_number(&query, breaker->task);
	query_bind_number(&query, breaker->count);
	query_bind_number(&query, breaker->opened);
	query_bind_text(&query, breaker->reason);
	query_bind_number(&query, admission->most);
	query_bind_number(&query, admission->most_of);
	query_bind_number(&query, admission->most_ms);
	return query_run(&query, err);
}
